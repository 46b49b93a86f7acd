/** `kammerton init`: writes a target file by asking the server, and the person where there is a terminal. */

import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { newRunId, startNetwork } from '../peers/network.ts';
import { examine } from '../preflight/examine.ts';
import { type Finding, gravest } from '../preflight/finding.ts';
import { targetText } from '../preflight/target-text.ts';
import { escapeText } from '../report/escape.ts';
import { loadApis } from '../spec/openapi.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { quoteWord, urlTargetFile } from '../target/defaults.ts';
import { parseTargetFile } from '../target/load.ts';
import type { TargetFile } from '../target/model.ts';
import { TargetUnavailableError } from '../target/problem.ts';
import { isTargetDomain, isTargetUrl } from '../target/schema.ts';
import { useUrl } from '../target/url.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { findingLines } from './finding-text.ts';
import { listenForInterrupt } from './interrupt.ts';
import { UsageError } from './usage-error.ts';

/** The options of `init` as the command line gives them. */
export interface InitWords {
  readonly url: string;
  readonly domain?: string;
  readonly name?: string;
  readonly out: string;
  readonly force?: true;
}

/** Below those that systems give to outgoing connections. */
const PORTS = { from: 19_000, to: 19_063 };
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Looks at the server, writes the file, and says what to do next. */
export async function init(words: InitWords): Promise<ExitCode> {
  if (!isTargetUrl(words.url))
    throw new UsageError(`--url ${words.url} is no base URL`, 'such as http://127.0.0.1:8080');
  if (words.domain !== undefined && !isTargetDomain(words.domain)) {
    throw new UsageError(
      `--domain ${words.domain} is no domain`,
      'say it without scheme and port, such as home.test',
    );
  }
  if (existsSync(words.out) && words.force !== true) {
    throw new UsageError(`${words.out} exists`, 'choose another --out, or add --force');
  }
  const registry = await loadRegistry();
  const person = openPerson();
  const interrupt = listenForInterrupt();
  try {
    const url = words.url.replace(/\/+$/, '');
    const guess = words.domain ?? domainOf(url);
    const password = `Kammerton-${randomBytes(6).toString('hex')}`;
    const file = { ...urlTargetFile(url, guess, [...registry.profiles.keys()]), registration: { password } };
    const findings = await lookAt(file, registry, interrupt.signal);
    const [first] = findings;
    if (gravest(findings) === 'useless') {
      const useless = findings.find(({ severity }) => severity === 'useless') ?? first;
      throw new TargetUnavailableError(useless?.message ?? '', useless?.fix ?? 'check --url');
    }
    const profiles = served(findings, registry);
    const registered = findings.some(({ id, severity }) => id === 'registration' && severity === 'good');
    const domain = await person.ask('domain of its federation IDs', settled(findings, guess));
    const text = targetText({
      name: await person.ask('name', words.name ?? new URL(url).hostname),
      url,
      domain,
      profiles,
      ports: `${PORTS.from}-${PORTS.to}`,
      findings: findings.map((finding) => (finding.id === 'domain' ? withoutSettings(finding) : finding)),
      ...(registered ? { password } : {}),
      ...(await administrator(person)),
    });
    check(words.out, text, registry);
    writeFileSync(words.out, text, { mode: 0o600 });
    const told = findings.filter(
      ({ id, severity, settings }) => severity !== 'good' && settings === undefined && id !== 'admin',
    );
    process.stdout.write(`${[...findingLines(told), ...closing(words.out)].join('\n')}\n`);
    return EXIT.ok;
  } finally {
    person.close();
    interrupt.release();
  }
}

/** As `doctor` looks, on the ports that the file will name where they are free. */
async function lookAt(
  file: TargetFile,
  registry: Registry,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const runId = newRunId();
  const network = await startNetwork({ runId, ports: PORTS }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return startNetwork({ runId });
    throw error;
  });
  try {
    const apis = await loadApis();
    return await examine({ target: useUrl(file), network, registry, apis, runId, signal });
  } finally {
    await network.close();
  }
}

function domainOf(url: string): string {
  const { hostname } = new URL(url);
  return isTargetDomain(hostname) && !/^[\d.]+$/.test(hostname) ? hostname : 'home.test';
}

/** The domain that the server was seen to have. */
function settled(findings: readonly Finding[], guess: string): string {
  const found = findings.find(({ id }) => id === 'domain')?.settings?.domain;
  return typeof found === 'string' ? found : guess;
}

function withoutSettings({ settings: _, ...finding }: Finding): Finding {
  return finding;
}

/** The profiles of which a route answered. */
function served(findings: readonly Finding[], registry: Registry): readonly string[] {
  const answering = findings.filter(({ id, severity }) => id === 'profiles' && severity === 'good');
  const found = [...registry.profiles.keys()].filter((profile) =>
    answering.some(({ message }) => message.startsWith(`${profile} `)),
  );
  return found.length === 0 ? [...registry.profiles.keys()] : found;
}

/** The last line of defence: what is written can be read. */
function check(path: string, text: string, registry: Registry): void {
  const known = { profiles: [...registry.profiles.keys()], requirements: registry.requirementIds() };
  const environment = Object.fromEntries(
    [...text.matchAll(/\$\{env\.(\w+)\}/g)].map(([, name = '']) => [name, 'x']),
  );
  parseTargetFile(path, text, { known, environment });
}

interface Person {
  /** What was typed; the default for nothing, and where there is no terminal. */
  ask(question: string, usual: string): Promise<string>;
  close(): void;
}

function openPerson(): Person {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    return { ask: async (_, usual) => usual, close: () => undefined };
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return {
    async ask(question, usual) {
      const typed = await terminal.question(`${question}${usual === '' ? '' : ` [${escapeText(usual)}]`}: `);
      return typed.trim() === '' ? usual : typed.trim();
    },
    close: () => terminal.close(),
  };
}

async function administrator(person: Person): Promise<{ readonly adminVariable?: string }> {
  const question = 'environment variable with an administrator token (empty: none)';
  const name = await person.ask(question, '');
  if (name === '') return {};
  if (!VARIABLE.test(name)) throw new UsageError(`${name} is no name of an environment variable`);
  return { adminVariable: name };
}

function closing(path: string): readonly string[] {
  const word = quoteWord(path);
  return [
    `written      ${escapeText(path)}`,
    `look closer  kammerton doctor --target ${escapeText(word)}`,
    `run          kammerton run --target ${escapeText(word)}`,
  ];
}
