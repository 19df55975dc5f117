export interface Manifest {
  name: string;
  version: string;
  apiVersion: number;
  variables: readonly Variable[];
}

export type SettingValue = string | number | boolean;

export interface Variable {
  identifier: string;
  type: "text" | "list" | "checkbox" | "color" | "file" | "range";
  /** Missing for files, which stand in the settings folder. */
  value?: SettingValue;
}

/** What a value has to be, by the type of its setting. */
const VALUE_TYPES: Record<Variable["type"], "string" | "boolean" | "number" | "undefined"> = {
  text: "string",
  list: "string",
  color: "string",
  checkbox: "boolean",
  range: "number",
  file: "undefined",
};

/** What to show of a manifest that cannot be read at all. */
const EMPTY: Manifest = { name: "", version: "", apiVersion: 4, variables: [] };

class SettingError extends Error {}

/**
 * Reads the part of manifest.json that rendering needs, and reports what Zendesk's import would call InvalidManifest. A
 * setting that is wrong is left out; the others stay.
 */
export function parseManifest(source: string, report: (what: string) => void): Manifest {
  if (source === "") return EMPTY;
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (error) {
    report(`It is not JSON (${(error as Error).message}).`);
    return EMPTY;
  }
  if (!isRecord(json)) {
    report("It is not an object.");
    return EMPTY;
  }
  const { name, version, api_version: apiVersion, settings } = json;
  if (typeof name !== "string" || name === "") report("It has no name.");
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+/.test(version)) {
    report('Its version is not semantic, as "1.0.0" is.');
  }
  const isVersion = typeof apiVersion === "number" && [1, 2, 3, 4].includes(apiVersion);
  if (!isVersion) report("Its api_version is not a number from 1 to 4.");
  if (!Array.isArray(settings)) report("Its settings are not a list.");
  const variables = (Array.isArray(settings) ? settings : []).flatMap((group) => parseGroup(group, report));
  return {
    name: String(name ?? ""),
    version: String(version ?? ""),
    apiVersion: isVersion ? apiVersion : 4,
    variables,
  };
}

function parseGroup(group: unknown, report: (what: string) => void): Variable[] {
  const { label, variables } = isRecord(group) ? group : {};
  if (typeof label !== "string") report("A group of settings has no label.");
  if (!Array.isArray(variables)) {
    report(`The settings in "${label}" are not a list.`);
    return [];
  }
  return variables.flatMap((variable) => {
    try {
      return [parseVariable(variable)];
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      report(error.message);
      return [];
    }
  });
}

function parseVariable(variable: unknown): Variable {
  const { identifier, type, label, value, options } = isRecord(variable) ? variable : {};
  if (typeof identifier !== "string" || !/^[A-Za-z_]\w*$/.test(identifier)) {
    throw new SettingError(`"${String(identifier)}" is not an identifier.`);
  }
  if (!isType(type)) throw new SettingError(`Setting ${identifier} has an unknown type.`);
  if (typeof label !== "string") throw new SettingError(`Setting ${identifier} has no label.`);
  if (typeof value !== VALUE_TYPES[type]) {
    const wanted = VALUE_TYPES[type];
    throw new SettingError(`Setting ${identifier} needs a value that is ${wanted}, as its type is ${type}.`);
  }
  if (type === "list" && !(Array.isArray(options) && options.some((option) => option?.value === value))) {
    throw new SettingError(`Setting ${identifier} is a list whose options do not hold its value.`);
  }
  return { identifier, type, ...(value !== undefined && { value: value as SettingValue }) };
}

function isType(type: unknown): type is Variable["type"] {
  return typeof type === "string" && Object.hasOwn(VALUE_TYPES, type);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
