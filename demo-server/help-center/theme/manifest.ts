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

export class ManifestError extends Error {}

/** Reads the part of manifest.json that rendering needs, and rejects what Zendesk's import would call InvalidManifest. */
export function parseManifest(source: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (error) {
    throw new ManifestError(`It is not JSON (${(error as Error).message}).`);
  }
  const { name, version, api_version: apiVersion, settings } = recordOf(json, "It");
  if (typeof name !== "string" || name === "") throw new ManifestError("It has no name.");
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new ManifestError('Its version is not semantic, as "1.0.0" is.');
  }
  if (apiVersion !== 4) throw new ManifestError("Its api_version is not 4, the only one that this server renders.");
  if (!Array.isArray(settings)) throw new ManifestError("Its settings are not a list.");
  return { name, version, apiVersion, variables: settings.flatMap(parseGroup) };
}

function parseGroup(group: unknown): Variable[] {
  const { label, variables } = recordOf(group, "A group of settings");
  if (typeof label !== "string") throw new ManifestError("A group of settings has no label.");
  if (!Array.isArray(variables)) throw new ManifestError(`The settings in "${label}" are not a list.`);
  return variables.map(parseVariable);
}

function parseVariable(variable: unknown): Variable {
  const { identifier, type, label, value, options } = recordOf(variable, "A setting");
  if (typeof identifier !== "string" || !/^[A-Za-z_]\w*$/.test(identifier)) {
    throw new ManifestError(`"${String(identifier)}" is not an identifier.`);
  }
  if (!isType(type)) throw new ManifestError(`Setting ${identifier} has an unknown type.`);
  if (typeof label !== "string") throw new ManifestError(`Setting ${identifier} has no label.`);
  if (typeof value !== VALUE_TYPES[type]) {
    throw new ManifestError(
      `Setting ${identifier} needs a value that is ${VALUE_TYPES[type]}, as its type is ${type}.`,
    );
  }
  if (type === "list" && !(Array.isArray(options) && options.some((option) => option?.value === value))) {
    throw new ManifestError(`Setting ${identifier} is a list whose options do not hold its value.`);
  }
  return { identifier, type, ...(value !== undefined && { value: value as SettingValue }) };
}

function isType(type: unknown): type is Variable["type"] {
  return typeof type === "string" && Object.hasOwn(VALUE_TYPES, type);
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new ManifestError(`${what} is not an object.`);
  return value as Record<string, unknown>;
}
