/** What `kammerton network` leaves in files for other programs. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeActor, hostActor } from '../peers/hosted-actor.ts';
import type { Network } from '../peers/model.ts';
import type { Surroundings } from './network-text.ts';
import { UsageError } from './usage-error.ts';

export interface WrittenActor {
  readonly fid: string;
  readonly files: readonly string[];
}

/** One of each shared peer, in their order. */
const ACTORS = ['alice', 'bob', 'carol', 'dave'];
const PRIVATE = { mode: 0o600 };

/** Writes `<name>.json`, `<name>.key.pem` and `<name>.cert.pem` for an actor of each shared peer. */
export function writeActors(folder: string, network: Network): readonly WrittenActor[] {
  return network.names.flatMap((peerName, index) => {
    const peer = network.peer(peerName);
    const name = ACTORS[index];
    if (peer === undefined || name === undefined) return [];
    const actor = describeActor(hostActor(peer, name));
    const contents = {
      [`${name}.json`]: `${JSON.stringify(actor, undefined, 2)}\n`,
      [`${name}.key.pem`]: actor.privateKey,
      [`${name}.cert.pem`]: actor.idCertPem,
    };
    attempt('--actors-dir', () => {
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(contents)) writeFileSync(join(folder, file), text, PRIVATE);
    });
    return [{ fid: actor.fid, files: Object.keys(contents).map((file) => join(folder, file)) }];
  });
}

/** Writes the variables at once, so that a script may wait for the file; returns what removes it. */
export function writeVariables(file: string, { control, network, target }: Surroundings): () => void {
  const variables = {
    CONTROL: control.url,
    TOKEN: control.token,
    ...(target === undefined ? {} : { TARGET: target.url }),
    ...(network.caFile === undefined ? {} : { CA_FILE: network.caFile }),
    ...Object.fromEntries(network.names.map((name) => [name.toUpperCase(), network.peer(name)?.url ?? ''])),
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}\n`);
  const draft = `${file}.${process.pid}`;
  attempt('--variables', () => {
    writeFileSync(draft, lines.join(''), PRIVATE);
    renameSync(draft, file);
  });
  return () => rmSync(file, { force: true });
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function attempt(option: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
