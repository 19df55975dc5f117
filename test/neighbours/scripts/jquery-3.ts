// @ts-expect-error It has no types.
import $ from "jquery";
import { watchWithJquery } from "./jquery.ts";

watchWithJquery($);
