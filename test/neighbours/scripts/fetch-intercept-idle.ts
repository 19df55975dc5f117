// Loaded, and nothing registered: that alone replaces fetch by a function that waits before it goes on.
import "fetch-intercept";
import { introduce } from "./neighbour.ts";

introduce();
