/** `kammerton network`: the mock federation by itself, for a developer's own server and for tests in any language. */

import { randomBytes } from 'node:crypto';
import { chooseFaults, FaultChoiceError } from '../peers/chosen-faults.ts';
import { type Control, startControl } from '../peers/control.ts';
import type { Network } from '../peers/model.ts';
import { type NetworkOptions, newRunId, startNetwork } from '../peers/network.ts';
import { SHARED_PEERS } from '../peers/peer-names.ts';
import { loadRegistry } from '../spec/registry.ts';
import { nearestName } from '../suite/nearest-name.ts';
import { launchTarget } from '../target/launch.ts';
import type { RunningTarget, TargetFile } from '../target/model.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { NetworkWords, PeerFault } from './network-command.ts';
import { writeActors, writeVariables } from './network-files.ts';
import { requestLine, type Surroundings, startEvent, startLines } from './network-text.ts';
import { chooseTarget } from './target-choice.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_PEERS = 12;
const TOKEN_BYTES = 24;
/** What `--with-target` calls the reference server. */
const REFERENCE = 'reference';

/** Runs peers, target and control interface until it is told to stop. */
export async function network(words: NetworkWords): Promise<ExitCode> {
  const faults = faultsByPeer(words.fault ?? [], words.tls === true);
  const file = await targetFileOf(words);
  const interrupt = listenForInterrupt();
  const network = await startNetwork(optionsOf(words, file));
  const removeFiles: (() => void)[] = [];
  let target: RunningTarget | undefined;
  let control: Control | undefined;
  try {
    for (const [name, ids] of faults) await (await peerNamed(network, name)).setFaults(ids);
    target = file && (await launchTarget(file, contextOf(network, interrupt.signal)));
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    control = await startControl({ network, token, port: words.controlPort });
    const surroundings: Surroundings = {
      network,
      control: { url: control.url, token },
      actors: words.actorsDir === undefined ? [] : writeActors(words.actorsDir, network),
      ...(target === undefined ? {} : { target: { url: target.baseUrl, domain: target.file.domain } }),
    };
    await print(words, surroundings, interrupt.signal, () => {
      if (words.variables !== undefined) removeFiles.push(writeVariables(words.variables, surroundings));
    });
    return EXIT.ok;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.ok;
    throw error;
  } finally {
    for (const remove of removeFiles) remove();
    await control?.close();
    await target?.stop();
    await network.close();
    interrupt.release();
  }
}

/** Follows the journals until the signal comes, or nobody reads any more. */
async function print(
  { json }: NetworkWords,
  surroundings: Surroundings,
  signal: AbortSignal,
  onReady: () => void,
): Promise<void> {
  const write = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const ended = new Promise<void>((resolve) => {
    const end = (): void => resolve();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    process.stdout.once('error', end);
  });
  const unfollow = surroundings.network.follow((peer, entry) => {
    write(json ? JSON.stringify({ type: 'request', peer, ...entry }) : requestLine(peer, entry));
  });
  if (json) write(JSON.stringify(startEvent(surroundings)));
  else for (const line of startLines(surroundings)) write(line);
  onReady();
  await ended;
  unfollow();
  if (json && !process.stdout.errored) write(JSON.stringify({ type: 'stopped' }));
}

function optionsOf(words: NetworkWords, file: TargetFile | undefined): NetworkOptions {
  return {
    runId: newRunId(),
    lastingNames: true,
    ...file?.peers,
    addressing: words.addressing,
    tls: words.tls === true,
    ...(words.ports === undefined ? {} : { ports: words.ports }),
    poolSize: (words.peers ?? DEFAULT_PEERS) - SHARED_PEERS.length,
  };
}

async function targetFileOf({ tls, withTarget }: NetworkWords): Promise<TargetFile | undefined> {
  if (withTarget === undefined) return undefined;
  if (tls) {
    throw new UsageError(
      '--with-target does not go with --tls in this version: the target would not trust the peers',
      'start it yourself, so that it trusts the certificate in the file that the table shows',
    );
  }
  const registry = await loadRegistry();
  return chooseTarget(withTarget === REFERENCE ? {} : { target: withTarget }, registry);
}

function faultsByPeer(faults: readonly PeerFault[], tls: boolean): ReadonlyMap<string, readonly string[]> {
  const byPeer = new Map<string, readonly string[]>();
  for (const { peer, fault } of faults) byPeer.set(peer, [...(byPeer.get(peer) ?? []), fault]);
  for (const ids of byPeer.values()) {
    try {
      chooseFaults(ids, { tls });
    } catch (error) {
      if (error instanceof FaultChoiceError) throw new UsageError(`--fault: ${error.message}`);
      throw error;
    }
  }
  return byPeer;
}

async function peerNamed(network: Network, name: string) {
  const peer = await network.summon(name);
  if (peer !== undefined) return peer;
  const nearest = nearestName(
    name,
    network.directory.map((one) => one.name),
  );
  throw new UsageError(
    `--fault: there is no peer "${name}"`,
    nearest === undefined ? `known: ${network.names.join(', ')}, p0, p1, …` : `did you mean "${nearest}"?`,
  );
}

function contextOf({ addresses }: Network, signal: AbortSignal) {
  return { addresses, signal };
}
