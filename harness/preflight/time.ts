/** Clocks, lifetimes, and what becomes of a timestamp in the body of a GET (decision D5). */

import type { Finding } from './finding.ts';
import { type Question, type Reply, textOf } from './questioner.ts';
import type { Surroundings } from './surroundings.ts';

const SECOND = 1_000;
const SKEW_WORTH_TELLING_MS = 2_000;
/** Certificates of the harness are valid from an hour ago. */
const SKEW_THAT_BREAKS_MS = 3_500 * SECOND;
/** A day after the epoch: no server existed then. */
const LONG_AGO = '86400';

export function judgeClock({ clock }: Surroundings): Finding {
  const id = 'clock';
  if (clock.toleranceSeconds > 2) {
    const message = 'its answers have no Date header: what depends on its clock is judged within a minute';
    return { id, severity: 'note', message };
  }
  const { offsetMs } = clock;
  if (Math.abs(offsetMs) <= SKEW_WORTH_TELLING_MS)
    return { id, severity: 'good', message: 'agrees with ours' };
  const way = offsetMs > 0 ? 'ahead of' : 'behind';
  const message = `is ${Math.round(Math.abs(offsetMs) / SECOND)} s ${way} ours; the run speaks in its time`;
  const severity = Math.abs(offsetMs) > SKEW_THAT_BREAKS_MS ? 'problem' : 'note';
  return { id, severity, message, fix: 'set the clock of one of the two machines (NTP)' };
}

/** Whether the run can wait for a challenge to expire. */
export async function judgeChallenge({ questioner, clock, target }: Surroundings): Promise<Finding> {
  const id = 'challenge';
  const reply = await questioner.ask('getChallenge');
  const until = Number(textOf(reply, 'lifetime_unix') ?? Number.NaN);
  if (!reply.accepted || textOf(reply, 'challenge') === undefined || Number.isNaN(until)) {
    const fix = 'the run will tell what is wrong with it; nobody can identify without one';
    return { id, severity: 'problem', message: `GET /p2core/challenge: ${reply.said}`, fix };
  }
  const seconds = Math.ceil(until - clock.now());
  const { maxWaitMs } = target.file.limits;
  if (seconds * SECOND <= maxWaitMs) return { id, severity: 'good', message: `lives ${seconds} s` };
  return {
    id,
    severity: 'note',
    message: `lives ${seconds} s, longer than limits.maxWait: that an expired one is refused stays untested`,
    fix: `let the server issue shorter ones for tests, or set limits: { maxWait: ${seconds + 2}s } or --max-wait ${seconds + 2}`,
  };
}

export async function judgeGetBody({ questioner, target, clock }: Surroundings): Promise<readonly Finding[]> {
  const id = 'get-body';
  const plain = await questioner.ask('getServerKey');
  if (!plain.accepted) {
    const message = `GET /p2core/key/server: ${plain.said}`;
    return [{ id: 'server-key', severity: 'problem', message, fix: "look at the server's log" }];
  }
  const { dialect } = target.file;
  const at = (timestamp: string, timestampIn: 'body' | 'query'): Promise<Reply> => {
    const question: Question = { body: { timestamp }, dialect: { ...dialect, timestampIn } };
    return questioner.ask('getServerKey', question);
  };
  const now = String(Math.floor(clock.now()));
  const looksBack = async (place: 'body' | 'query'): Promise<boolean> =>
    (await at(now, place)).accepted && !isSame(await at(LONG_AGO, place), plain);

  const declared = dialect.timestampIn;
  if (await looksBack(declared)) {
    return [{ id, severity: 'good', message: `reads timestamps from the ${declared}` }];
  }
  const present = await at(now, declared);
  const message = present.accepted
    ? `ignores a timestamp in the ${declared} of a GET`
    : `refuses a timestamp in the ${declared} of a GET (${present.said}), or something before it does`;
  const other = declared === 'body' ? 'query' : 'body';
  if (await looksBack(other)) {
    const fix = `set dialect: { timestampIn: ${other} } (decision D5)`;
    return [{ id, severity: 'mismatch', message, fix, settings: { 'dialect.timestampIn': other } }];
  }
  const fix = present.accepted
    ? 'it may keep no history at all; the run will tell (P2-KEY-02, P2-KEY-13)'
    : 'a proxy may drop bodies of GET: test behind it, or let the server read ?timestamp= and set dialect: { timestampIn: query }';
  return [{ id, severity: 'problem', message, fix }];
}

function isSame(reply: Reply, other: Reply): boolean {
  return reply.accepted && reply.text === other.text;
}
