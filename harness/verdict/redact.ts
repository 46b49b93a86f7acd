/** Keeps secrets out of everything that leaves the runner; each becomes a placeholder that stays the same. */

import { isRecord } from './same-value.ts';

/** Shorter values are hidden where their name gives them away, not wherever they occur. */
const SHORTEST_SEARCHED = 6;
const LONGEST_SEARCHED = 4_096;
const MOST_SECRETS = 1_000;
const MAX_DEPTH = 32;

export type SecretKind = 'token' | 'password' | 'secret';

export interface Redactor {
  /** From now on the value is hidden wherever it occurs, encoded or not. */
  learn(kind: SecretKind, value: string): void;
  /** Learns the values of the secret members, at any depth. */
  learnFrom(value: unknown): void;
  redact(text: string): string;
}

/** One way in which a secret may be written. */
interface Form {
  readonly form: string;
  readonly lowered: string;
  readonly placeholder: string;
}

/**
 * `names`: members whose values are secret (`x-secret` in the OpenAPI documents). `known`: placeholder → value, the
 * secrets of the whole run (`$ADMIN_TOKEN`).
 */
export function createRedactor(
  names: ReadonlySet<string>,
  known: Readonly<Record<string, string>> = {},
): Redactor {
  const counts = new Map<SecretKind, number>();
  const secrets = new Set<string>();
  /** The longest first: a secret inside another leaves no rest of it behind. */
  let forms: readonly Form[] = [];
  const members = memberPattern(names);

  const add = (value: string, placeholder: () => string): void => {
    const searched = value.slice(0, LONGEST_SEARCHED);
    if (searched.length < SHORTEST_SEARCHED || secrets.has(searched) || secrets.size >= MOST_SECRETS) return;
    secrets.add(searched);
    const shown = placeholder();
    const added = formsOf(searched).map((form) => ({
      form,
      lowered: form.toLowerCase(),
      placeholder: shown,
    }));
    forms = [...forms, ...added].sort((left, right) => right.form.length - left.form.length);
  };
  const learn = (kind: SecretKind, value: string): void =>
    add(value, () => {
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      return `<${kind} ${number}>`;
    });
  for (const [placeholder, value] of Object.entries(known)) add(value, () => placeholder);

  return {
    learn,
    learnFrom: (value) => collect(value, names, false, learn, 0),
    redact(text) {
      const searched = replaceForms(text, forms);
      if (members === undefined || !searched.includes('"')) return searched;
      return searched.replace(members, (found, before: string, value: string) =>
        value === '' || PLACEHOLDER.test(value) ? found : `${before}"<secret>"`,
      );
    },
  };
}

/** In one pass, so that no placeholder is taken for a secret. */
function replaceForms(text: string, forms: readonly Form[]): string {
  // Most texts hold no secret, and plain searches find that out faster than a pattern.
  const lowered = text.toLowerCase();
  const held = forms.filter((form) => lowered.includes(form.lowered));
  if (held.length === 0) return text;
  const [only] = held;
  if (held.length === 1 && only !== undefined) {
    const hidden = text.replaceAll(only.form, only.placeholder);
    if (!hidden.toLowerCase().includes(only.lowered)) return hidden;
  }
  const pattern = new RegExp(held.map(({ form }) => escapePattern(form)).join('|'), 'gi');
  return text.replace(pattern, (found) => {
    const exact = held.find((form) => form.lowered === found.toLowerCase());
    return exact?.placeholder ?? '<secret>';
  });
}

const PLACEHOLDER = /^(?:<(?:token|password|secret)(?: \d+)?>|\$\w+)$/;

/** Every story hides the same members. */
const patterns = new WeakMap<ReadonlySet<string>, RegExp>();

/** `"token": "…"` in JSON text, for values too short to be searched for. */
function memberPattern(names: ReadonlySet<string>): RegExp | undefined {
  const found = patterns.get(names);
  if (found !== undefined || names.size === 0) return found;
  const alternatives = [...names].map(escapePattern).join('|');
  const pattern = new RegExp(`("(?:${alternatives})"\\s*:\\s*)"((?:[^"\\\\]|\\\\.)*)"`, 'g');
  patterns.set(names, pattern);
  return pattern;
}

function collect(
  value: unknown,
  names: ReadonlySet<string>,
  secret: boolean,
  learn: Redactor['learn'],
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (secret) learn('secret', value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, names, secret, learn, depth + 1);
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === 'string' && names.has(name)) learn(kindOf(name), item);
      else collect(item, names, secret || names.has(name), learn, depth + 1);
    }
  }
}

function kindOf(name: string): SecretKind {
  if (/token/i.test(name)) return 'token';
  return /passw/i.test(name) ? 'password' : 'secret';
}

/** The value itself and how it reads in JSON, a URL, Base64 and hex, however its letters are written. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const base64 = bytes.toString('base64');
  return [
    ...new Set([
      value,
      JSON.stringify(value).slice(1, -1),
      percentEncode(value),
      base64,
      base64.replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ]),
  ];
}

/** A lone surrogate has no percent-encoding. */
function percentEncode(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
