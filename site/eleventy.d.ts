// Eleventy publishes no types for its programmatic use. These are the parts that the build uses.
declare module "@11ty/eleventy" {
  interface UserConfig {
    setLibrary(extension: string, library: unknown): void;
    setIncludesDirectory(folder: string): void;
    setTemplateFormats(formats: readonly string[]): void;
    addGlobalData(name: string, value: unknown): void;
    addTemplate(path: string, content: string, data: Readonly<Record<string, unknown>>): void;
  }
  export default class Eleventy {
    constructor(
      input: string,
      output: string,
      options: { quietMode?: boolean; configPath?: false; config?: (config: UserConfig) => void },
    );
    write(): Promise<unknown>;
  }
}
