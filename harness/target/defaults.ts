/** From what a target file says to what the harness works with: every default filled in, in one place. */

import { resolve } from 'node:path';
import type { Account, Launch, Limits, TargetFile } from './model.ts';
import { type TargetYaml, targetFileSchema } from './schema.ts';

/** A server of somebody else's: a pace that a small machine stands. */
const PACE_OF_OTHERS = 6000;
const CA_FILE = '${caFile}';
/** A server that the harness starts for nothing but this. */
const PACE_OF_OURS = 600_000;

export interface FileContext {
  /** The words that name the target to `kammerton run`. */
  readonly commandLine?: string;
  /** What relative paths in it are relative to. */
  readonly folder: string;
  readonly environment: ReadonlyMap<string, string>;
  /** All profiles of the registry: the default. */
  readonly profiles: readonly string[];
  readonly peerSecret?: string;
}

/** Fills in a checked target file. */
export function toTargetFile(yaml: TargetYaml, context: FileContext): TargetFile {
  const launch = launchOf(yaml, context.folder);
  const { password, auth_payload: authPayload } = yaml.registration;
  const { events, ...dialect } = yaml.dialect;
  const { keyPackages, events: offersEvents, delivery } = yaml.capabilities;
  const capabilities = { keyPackages, events: offersEvents, delivery };
  const { addressing, ports, tls } = yaml.peers;
  return {
    name: yaml.name,
    url: yaml.url.replace(/\/+$/, ''),
    domain: yaml.domain.toLowerCase(),
    profiles: yaml.profiles ?? context.profiles,
    launch,
    headers: yaml.headers,
    ...(yaml.admin === undefined ? {} : { admin: yaml.admin }),
    registration: {
      ...(password === undefined ? {} : { password }),
      ...(authPayload === undefined ? {} : { authPayload }),
    },
    ...(yaml.accounts === 'register' ? {} : { accounts: yaml.accounts.map(toAccount) }),
    ...(yaml.inbox === undefined ? {} : { inbox: yaml.inbox }),
    capabilities: Object.fromEntries(
      Object.entries(capabilities).flatMap(([name, offered]) =>
        offered === undefined ? [] : [[name, offered]],
      ),
    ),
    dialect: { ...dialect, ...(events === undefined ? {} : { events }) },
    waivers: yaml.waivers,
    allow: { rotateServerKey: yaml.allow.rotateServerKey ?? launch.kind !== 'url' },
    limits: limitsOf(yaml.limits, launch),
    peers: {
      ...(addressing === 'named' ? {} : { addressing }),
      ...(tls ? { tls } : {}),
      ...(ports === undefined ? {} : { ports }),
      ...(context.peerSecret === undefined ? {} : { secret: context.peerSecret }),
    },
    secrets: secretsOf(yaml, context.environment),
    ...(context.commandLine === undefined ? {} : { commandLine: context.commandLine }),
  };
}

function toAccount({
  token,
  alias,
}: {
  readonly token: string;
  readonly alias?: string | undefined;
}): Account {
  return { token, ...(alias === undefined ? {} : { alias }) };
}

/** The reference server, inside the harness. */
export function embeddedTargetFile(domain: string, profiles: readonly string[]): TargetFile {
  const yaml = targetFileSchema.parse({ name: 'reference server', url: 'http://127.0.0.1', domain });
  const filled = toTargetFile(yaml, { folder: '.', environment: new Map(), profiles });
  const launch: Launch = { kind: 'embedded' };
  return {
    ...filled,
    launch,
    allow: { rotateServerKey: true },
    capabilities: { delivery: true },
    limits: limitsOf(yaml.limits, launch),
  };
}

/** A running server of which nothing is known but URL and domain. */
export function urlTargetFile(url: string, domain: string, profiles: readonly string[]): TargetFile {
  const yaml = targetFileSchema.parse({ name: new URL(url).host, url, domain });
  const commandLine = `--target ${quoteWord(url)} --domain ${domain}`;
  return toTargetFile(yaml, { commandLine, folder: '.', environment: new Map(), profiles });
}

/** One word of a shell's command line. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function launchOf({ start }: TargetYaml, folder: string): Launch {
  if (start === undefined) return { kind: 'url' };
  const { command, env, image } = start;
  const ready = { path: start.ready.path, timeoutMs: start.ready.timeout };
  if (image !== undefined && start.expose !== undefined) {
    return {
      kind: 'container',
      image,
      ...(command === undefined ? {} : { command }),
      expose: start.expose,
      env,
      ready,
      files: (start.files ?? []).map(({ source, target, mode }) => ({
        source: source === CA_FILE ? source : resolve(folder, source),
        target,
        ...(mode === undefined ? {} : { mode }),
      })),
    };
  }
  return { kind: 'command', command: command ?? [], cwd: resolve(folder, start.cwd ?? '.'), env, ready };
}

function limitsOf(limits: TargetYaml['limits'], launch: Launch): Limits {
  return {
    requestTimeoutMs: limits.requestTimeout,
    peerPatienceMs: limits.peerPatience,
    maxWaitMs: limits.maxWait,
    concurrency: limits.concurrency,
    requestsPerMinute: limits.requestsPerMinute ?? (launch.kind === 'url' ? PACE_OF_OTHERS : PACE_OF_OURS),
  };
}

function secretsOf(
  { accounts, admin, registration }: TargetYaml,
  environment: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const named = {
    $ADMIN_TOKEN: admin?.token.includes('${') === true ? undefined : admin?.token,
    $PASSWORD: registration.password?.includes('${') === true ? undefined : registration.password,
  };
  return Object.fromEntries(
    [
      ...Object.entries(named),
      ...(accounts === 'register' ? [] : accounts).map(
        ({ token }, index) => [`$ACCOUNT_${index + 1}`, token] as const,
      ),
      ...[...environment].map(([name, value]) => [`$${name}`, value] as const),
    ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
