// @ts-expect-error It has no types.
import $ from "jquery-4";
import { watchWithJquery } from "./jquery.ts";

watchWithJquery($);
