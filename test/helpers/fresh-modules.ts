import { vi } from "vitest";

// Files share a worker, and with it the modules of packages, which take long to load. The project's own modules are loaded
// anew for each file: some have state that lasts as long as a page (the warning that is logged once), and whether an earlier
// file had caused it depended on the order of the files.
vi.resetModules();
