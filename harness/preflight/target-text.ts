/** A target file for a server that was looked at: what was found, what cannot be, and how to go on. */

import { stringify } from 'yaml';
import type { Finding } from './finding.ts';

export interface KnownOfServer {
  readonly name: string;
  readonly url: string;
  readonly domain: string;
  readonly profiles: readonly string[];
  /** With which somebody was registered; unset where nobody could be. */
  readonly password?: string;
  /** The variable of the environment that holds an administrator's token. */
  readonly adminVariable?: string;
  /** Inclusive, such as `19000-19063`. */
  readonly ports: string;
  readonly findings: readonly Finding[];
}

/** The text of the file; it passes the validation of target files. */
export function targetText(known: KnownOfServer): string {
  const settings = Object.assign({}, ...known.findings.map((finding) => finding.settings ?? {}));
  const { domain: found, ...others } = settings as Readonly<Record<string, string | boolean>>;
  const domain = typeof found === 'string' ? found : known.domain;
  const lines = [
    '# What kammerton must know of this server. Keys that are not here have the defaults that its README lists.',
    '# Secrets need not stand here: ${env.NAME} is replaced by a variable of the environment, anywhere.',
    ...key('name', known.name),
    ...key('url', known.url),
    `# The domain of the federation IDs that it issues: alice@${oneLine(domain)}.`,
    ...key('domain', domain),
    ...key('profiles', known.profiles),
    '',
    '# To have kammerton start the server, and stop it again, put ${port} for the port of url and add:',
    '# start:',
    '#   command: [./server, --port, "${port}", --domain, "${domain}"]',
    '#   ready: { path: /p2core/challenge, timeout: 20s }',
    '',
    ...credentials(known),
    '# How the server finds the peers that kammerton runs: alpha.test and the others listen on these ports of this machine,',
    '# the first one on the first port. `kammerton network` prints the whole map while nothing else uses them. Servers that',
    '# ask their peers by https need tls: true.',
    ...key('peers', { addressing: 'named', tls: false, ports: known.ports }),
    '',
    '# Optional features, as they answered. What is false counts as unsupported and is no failure.',
    ...key('capabilities', membersOf(others, 'capabilities.')),
    '# How it reads what the specification leaves open; `kammerton explain D1` tells of the decisions.',
    ...key('dialect', membersOf(others, 'dialect.')),
    '# rotateServerKey: true lets the suite rotate the key of the server, where that does no harm.',
    ...key('allow', { rotateServerKey: false }),
    '# Lower requestsPerMinute where the server limits its clients.',
    ...key('limits', { requestsPerMinute: 6000, concurrency: 8 }),
  ];
  return `${lines.join('\n')}\n`;
}

function credentials({ password, adminVariable, profiles, findings }: KnownOfServer): readonly string[] {
  const needsAccounts = !profiles.includes('p2core');
  const refusal = findings.find(({ id, severity }) => id === 'registration' && severity !== 'good');
  return [
    ...(password === undefined
      ? [
          ...(refusal === undefined ? [] : [`# Nobody could be registered: ${oneLine(refusal.message)}`]),
          '# registration: { password: "${env.PASSWORD}", auth_payload: { email: "${unique}@example.com" } }',
        ]
      : ['# Everybody that the suite registers has this password.', ...key('registration', { password })]),
    ...(needsAccounts
      ? [
          '# Nobody registers by external-identity alone: list bearer tokens of accounts made for tests.',
          '# accounts: [{ token: "${env.TOKEN_1}" }, { token: "${env.TOKEN_2}" }]',
        ]
      : []),
    '# A bearer token of an administrator; without one, what only administrators may do stays untested.',
    adminVariable === undefined
      ? '# admin: { token: "${env.ADMIN_TOKEN}" }'
      : `admin: { token: "\${env.${adminVariable}}" }`,
    '',
  ];
}

function membersOf(settings: Readonly<Record<string, string | boolean>>, prefix: string): object {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([path, value]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), value]] : [],
    ),
  );
}

/** One key in flow style, so that it stays on its line. */
function key(name: string, value: unknown): readonly string[] {
  const text = stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: true,
  }).trim();
  return [`${name}: ${text}`];
}

/** For a comment: nothing that a server says may end its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
