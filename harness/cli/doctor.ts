/** `kammerton doctor`: whether harness and target reach each other, and whether the target file says what is there. */

import { newRunId, startNetwork } from '../peers/network.ts';
import { examine } from '../preflight/examine.ts';
import { type Finding, gravest, type Severity } from '../preflight/finding.ts';
import { loadApis } from '../spec/openapi.ts';
import { loadRegistry } from '../spec/registry.ts';
import { launchTarget, peerHostFor } from '../target/launch.ts';
import type { TargetFile } from '../target/model.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { findingLines } from './finding-text.ts';
import { InterruptError, listenForInterrupt } from './interrupt.ts';
import { chooseTarget } from './target-choice.ts';

/** The options of `doctor` as the command line gives them. */
export interface DoctorWords {
  readonly target?: string;
  readonly domain?: string;
  readonly json?: true;
}

const EXIT_OF: Readonly<Record<Severity, ExitCode>> = {
  good: EXIT.ok,
  note: EXIT.ok,
  problem: EXIT.usage,
  mismatch: EXIT.usage,
  useless: EXIT.inconclusive,
};

/** Looks both ways and prints what it found, each with what to do. */
export async function doctor(words: DoctorWords): Promise<ExitCode> {
  const registry = await loadRegistry();
  const file = chooseTarget(words, registry);
  const interrupt = listenForInterrupt();
  try {
    const findings = await look(file, interrupt.signal);
    const explained = isUnreached(findings)
      ? await tryOtherScheme(file, findings, interrupt.signal)
      : findings;
    const severity = gravest(explained);
    const text =
      words.json === true
        ? JSON.stringify({ target: file.name, severity, findings: explained }, undefined, 2)
        : [...findingLines(explained), '', HEADLINES[severity]].join('\n');
    process.stdout.write(`${text}\n`);
    return EXIT_OF[severity];
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`${new InterruptError('a signal').message}\n`);
    return EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}

const HEADLINES: Readonly<Record<Severity, string>> = {
  good: 'all well: kammerton run is next',
  note: 'all well: kammerton run is next',
  problem: 'a run would leave much inconclusive: see what is marked !',
  mismatch: 'the target file and the server disagree: see what is marked ✗',
  useless: 'a run would be useless: see what is marked ✗',
};

/** Starts peers and target, looks, and stops them again. */
async function look(file: TargetFile, signal: AbortSignal): Promise<readonly Finding[]> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  const runId = newRunId();
  const network = await startNetwork({ runId, ...file.peers, ...(await peerHostFor(file)) });
  try {
    const { addresses, caFile } = network;
    const context = { addresses, signal, ...(caFile === undefined ? {} : { caFile }) };
    const target = await launchTarget(file, context);
    try {
      return await examine({ target, network, registry, apis, runId, signal });
    } finally {
      await target.stop();
    }
  } finally {
    await network.close();
  }
}

function isUnreached(findings: readonly Finding[]): boolean {
  return findings.some(({ id, severity }) => id === 'reaches-us' && severity === 'problem');
}

/** Nobody asked us: perhaps because we spoke the wrong one of http and https. */
async function tryOtherScheme(
  file: TargetFile,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const tls = file.peers?.tls !== true;
  const again = await look({ ...file, peers: { ...file.peers, tls } }, signal);
  const seen = again.find(({ id, severity }) => id === 'reaches-us' && severity === 'good');
  if (seen === undefined) return findings;
  const fix = `set peers: { tls: ${tls} }: then ${seen.message}`;
  return findings.map((finding) =>
    finding.id === 'reaches-us' ? { ...finding, severity: 'mismatch', fix } : finding,
  );
}
