/** The shape of a target file. Keys that this version cannot honour have their place here too: `unavailable.ts` refuses them. */

import { z } from 'zod';
import type { JsonValue } from '../suite/model.ts';

const MS_OF_UNIT = { ms: 1, s: 1000, m: 60_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m)$/;
const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const PORTS = /^(\d{1,5})-(\d{1,5})$/;

const text = z.string().min(1, 'must not be empty');
/** `20s`, `500ms`, `2m`; becomes milliseconds. */
const duration = z
  .string()
  .regex(DURATION, 'expected a duration such as 500ms, 20s or 2m')
  .transform((value) => {
    const [, number, unit] = DURATION.exec(value) ?? [];
    return Math.round(Number(number) * MS_OF_UNIT[unit as keyof typeof MS_OF_UNIT]);
  });
const json: z.ZodType<JsonValue> = z.json();
const domain = text.refine(
  isTargetDomain,
  'expected a domain without scheme, port or path, such as home.test',
);
const positive = z.int().min(1, 'must be 1 or more');
const portRange = z
  .string()
  .regex(PORTS, 'expected a range of ports such as 41000-41063')
  .transform((value) => {
    const [, from, to] = PORTS.exec(value) ?? [];
    return { from: Number(from), to: Number(to) };
  })
  .refine(
    ({ from, to }) => from >= 1 && from <= to && to <= 65_535,
    'expected ports from 1 to 65535, rising',
  );

const url = text.refine(isTargetUrl, 'expected an http or https URL without query or fragment');

/** Whether the text, its placeholders filled in, can have a route's path appended. */
export function isTargetUrl(value: string): boolean {
  try {
    const { protocol, search, hash, username } = new URL(value.replaceAll(/\$\{[^}]*\}/g, '1'));
    return /^https?:$/.test(protocol) && search === '' && hash === '' && username === '';
  } catch {
    return false;
  }
}

export function isTargetDomain(value: string): boolean {
  return DOMAIN.test(value);
}

const ready = z.strictObject({
  path: z.string().startsWith('/', 'expected a path that begins with /').default('/'),
  timeout: duration.default(20_000),
});

/** A file for a container. */
const containerFile = z.strictObject({
  source: text,
  target: z.string().startsWith('/', 'expected an absolute path in the container'),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, "expected octal permissions in quotes, such as '0644'")
    .transform((octal) => Number.parseInt(octal, 8))
    .optional(),
});

const start = z
  .strictObject({
    command: z.array(text).min(1, 'names no program').optional(),
    cwd: text.optional(),
    env: z.record(text, z.string()).default({}),
    ready: ready.prefault({}),
    image: text.optional(),
    expose: z.int().min(1, 'must be 1 or more').max(65_535, 'must be 65535 or less').optional(),
    files: z.array(containerFile).optional(),
  })
  .superRefine((value, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (value.image === undefined) {
      if (value.command === undefined) refuse('command', 'is missing; or name an image');
      if (value.expose !== undefined) refuse('expose', 'belongs to an image; a command listens on ${port}');
      if (value.files !== undefined) refuse('files', 'belong to an image');
      return;
    }
    if (value.expose === undefined) refuse('expose', 'is missing: the port that the image listens on');
    if (value.cwd !== undefined) refuse('cwd', 'belongs to a command without an image');
  });

const event = z.strictObject({ path: text, equals: json });

const dialect = z.strictObject({
  identifyField: z.enum(['completed_challenge', 'challenge']).default('completed_challenge'),
  certEncoding: z.enum(['base64-der', 'base64-pem']).default('base64-der'),
  signatureEncoding: z.enum(['base64', 'hex']).default('base64'),
  bareString: z.enum(['json', 'text']).default('json'),
  timestampIn: z.enum(['body', 'query']).default('body'),
  updateCertBody: z.enum(['string', 'array']).default('string'),
  events: z.strictObject({ newSession: event.optional(), serverKeyChange: event.optional() }).optional(),
  inboxSignature: z.enum(['type-first-sorted-v1', 'jcs']).default('type-first-sorted-v1'),
  maxSkewSeconds: z.union([positive, z.literal('none')], 'expected seconds, or none').default(300),
  inboxVerification: z.enum(['sync', 'deferred']).default('sync'),
  aliasPattern: text.default('^[A-Za-z0-9_]{3,30}$'),
});

const limits = z.strictObject({
  requestTimeout: duration.default(5000),
  peerPatience: duration.default(35_000),
  maxWait: duration.default(30_000),
  concurrency: positive.default(8),
  requestsPerMinute: positive.optional(),
});

const peers = z.strictObject({
  addressing: z.enum(['named', 'loopback', 'dns']).default('named'),
  tls: z.boolean().default(false),
  ports: portRange.optional(),
  secret: text.optional(),
});

const account = z.strictObject({ token: text, alias: text.optional() });

const inbox = z.strictObject({
  messageType: text.default('FRIEND_INVITE'),
  payload: z.record(text, json).default({ note: 'hello' }),
});

export const targetFileSchema = z.strictObject({
  name: text,
  url,
  domain,
  profiles: z.array(text).min(1, 'names no profile').optional(),
  start: start.optional(),
  headers: z.record(text, z.string()).default({}),
  tls: z.strictObject({ ca: text }).optional(),
  admin: z.strictObject({ token: text }).optional(),
  registration: z.strictObject({ password: text.optional(), auth_payload: json.optional() }).default({}),
  accounts: z
    .union([z.literal('register'), z.array(account).min(1)], 'expected register, or a list of {token, alias}')
    .default('register'),
  inbox: inbox.optional(),
  peers: peers.prefault({}),
  capabilities: z
    .strictObject({
      keyPackages: z.boolean().optional(),
      events: z.boolean().optional(),
      delivery: z.boolean().optional(),
    })
    .default({}),
  dialect: dialect.prefault({}),
  fixtures: z.strictObject({ keyPackages: text.optional() }).optional(),
  waivers: z.record(text, text).default({}),
  allow: z.strictObject({ rotateServerKey: z.boolean().optional() }).default({}),
  limits: limits.prefault({}),
});

export type TargetYaml = z.infer<typeof targetFileSchema>;

/** The known keys at a path, for the nearest name to an unknown one; empty where any key may stand. */
export function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: z.core.$ZodType = targetFileSchema;
  for (const key of path) {
    const inner = unwrap(schema);
    const next = inner instanceof z.ZodObject ? inner.shape[String(key)] : undefined;
    if (next === undefined) return [];
    schema = next;
  }
  const found = unwrap(schema);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? unwrap(schema.def.innerType) : schema;
}
