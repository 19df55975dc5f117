import "prototype";
import { introduce } from "./neighbour.ts";

introduce();
