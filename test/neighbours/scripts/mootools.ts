import "mootools";
import { introduce } from "./neighbour.ts";

introduce();
