/** `${name}` in a target file: where which names stand, and what replaces them. */

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const ENVIRONMENT = 'env.';

/** The names between `${` and `}`, in order. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Replaces the names that `values` knows and leaves the others as they stand. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** `NAME` of `env.NAME`; undefined for other placeholders. */
export function environmentName(placeholder: string): string | undefined {
  return placeholder.startsWith(ENVIRONMENT) ? placeholder.slice(ENVIRONMENT.length) : undefined;
}

/** The placeholders that may stand at a path of the file, besides `${env.NAME}`. */
export function allowedPlaceholders(path: readonly PropertyKey[]): readonly string[] {
  switch (path[0]) {
    case 'url':
      return ['port'];
    case 'start':
      return ['port', 'domain', 'adminToken', 'peers', 'caFile'];
    case 'admin':
      return ['adminToken'];
    case 'registration':
      return ['unique'];
    default:
      return [];
  }
}
