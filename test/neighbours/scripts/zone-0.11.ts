import "zone-0.11";
import "zone-0.11/plugins/zone-patch-fetch";
import { watchWithZone } from "./zone.ts";

watchWithZone();
