import "zone-0.8";
import { watchWithZone } from "./zone.ts";

watchWithZone();
