import "zone.js";
import { watchWithZone } from "./zone.ts";

watchWithZone();
