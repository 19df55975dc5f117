import { startCopying } from "./copy.ts";
import { startMenu } from "./menu.ts";
import { startSearch } from "./search.ts";
import { startThemeSwitch } from "./theme-switch.ts";

startMenu();
startThemeSwitch();
startSearch();
startCopying();
