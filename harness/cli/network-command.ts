/** The words of `kammerton network`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { SHARED_PEERS } from '../peers/peer-names.ts';
import { portNumber, wholeNumber } from './arguments.ts';

/** The options of `network` as the command line gives them. */
export interface NetworkWords {
  readonly peers?: number;
  readonly withTarget?: string;
  readonly fault?: readonly PeerFault[];
  readonly addressing: 'named' | 'loopback' | 'dns';
  readonly tls?: true;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly actorsDir?: string;
  readonly controlPort: number;
  readonly variables?: string;
  readonly json?: true;
}

export interface PeerFault {
  readonly peer: string;
  readonly fault: string;
}

export function addNetwork(program: Command, exitWith: (code: number) => void): void {
  program
    .command('network')
    .description('runs the mock federation, and shows what its peers are asked')
    .option(
      '--peers <n>',
      `how many peers: ${SHARED_PEERS.join(', ')}, then p0, p1, …`,
      wholeNumber(SHARED_PEERS.length),
    )
    .option('--with-target <file|reference>', 'starts this target too, or the reference server')
    .option(
      '--fault <peer=fault...>',
      'a peer misbehaves from the start; see: kammerton list faults',
      peerFaults,
    )
    .addOption(
      new Option('--addressing <how>', 'how peers are found')
        .choices(['named', 'loopback', 'dns'])
        .default('named'),
    )
    .option('--tls', 'https, from an authority whose certificate is written to a file')
    .option('--ports <a-b>', 'fixed ports of the peers, such as 41000-41011', portRange)
    .option('--actors-dir <dir>', 'writes an actor of each shared peer there, with keys and ID-Cert')
    .option('--control-port <port>', 'where the control interface listens; 0: any free port', portNumber, 0)
    .option('--variables <file>', 'writes addresses and token there, as variables of a shell')
    .option('--json', 'prints one JSON object a line')
    .action(async (words: NetworkWords) => {
      const { network } = await import('./network.ts');
      exitWith(await network(words));
    });
}

function peerFaults(text: string, previous: readonly PeerFault[] | undefined): readonly PeerFault[] {
  const [, peer, fault] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (peer === undefined || fault === undefined) {
    throw new InvalidArgumentError('expected PEER=FAULT, such as alpha=wire.hangs.');
  }
  return [...(previous ?? []), { peer, fault }];
}

function portRange(text: string): { readonly from: number; readonly to: number } {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (range.from >= 1 && range.from + SHARED_PEERS.length - 1 <= range.to && range.to <= 65_535) return range;
  throw new InvalidArgumentError(`expected at least ${SHARED_PEERS.length} ports, such as 41000-41011.`);
}
