/** What a run owes whoever runs the target: how much it will ask, and what it leaves there. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../events.ts';
import { estimateRequests } from '../schedule/estimate.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import type { TargetFile } from '../target/model.ts';

const MINUTE_SECONDS = 60;
const LONG_SECONDS = 60;
const CREATED = 201;
const FILE = 'left-behind.txt';

/** The plan, where it will take long; nothing otherwise. */
export function planLines(scenarios: readonly ResolvedScenario[], { limits }: TargetFile): readonly string[] {
  const requests = estimateRequests(scenarios);
  const seconds = (requests / limits.requestsPerMinute) * MINUTE_SECONDS;
  if (seconds < LONG_SECONDS) return [];
  const minutes = Math.ceil(seconds / MINUTE_SECONDS);
  return [
    `plan: about ${requests} requests, at most ${limits.requestsPerMinute} a minute: ${minutes} min or more`,
    '      (limits.requestsPerMinute in the target file; a selection or --shard is shorter)',
  ];
}

export interface Leftovers {
  onEvent(event: RunEvent): void;
  /** Lists the names in a file; returns what to say of them. */
  write(out: string): readonly string[];
}

/** Collects what stays on a target that is not ours to throw away. */
export function collectLeftovers({ launch }: TargetFile, first: readonly string[]): Leftovers {
  const names = new Set(first);
  return {
    onEvent(event) {
      if (event.type !== 'scenario-finished') return;
      for (const { exchanges } of event.result.steps) {
        for (const { operation, response } of exchanges) {
          if (operation !== 'register' || response?.status !== CREATED) continue;
          const fid = fidIn(response.body?.text);
          if (fid !== undefined) names.add(fid);
        }
      }
    },
    write(out) {
      if (launch.kind !== 'url' || names.size === 0) return [];
      const path = join(out, FILE);
      mkdirSync(out, { recursive: true });
      writeFileSync(path, [...names].map((name) => `${oneLine(name)}\n`).join(''));
      return [`left on the target: ${names.size} actors, listed in ${path}`];
    },
  };
}

function fidIn(text: string | undefined): string | undefined {
  const fid = /"fid"\s*:\s*("(?:[^"\\]|\\.){1,400}")/.exec(text ?? '')?.[1];
  if (fid === undefined) return undefined;
  try {
    return String(JSON.parse(fid));
  } catch {
    return undefined;
  }
}

/** Whatever the target called them. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
