/** Whether a scenario can be run at all against a target, and what its file lacks if not. */

import type { Apis } from '../spec/openapi.ts';
import type { ResolvedScenario, Step } from '../suite/model.ts';
import type { RunningTarget, TargetFile } from '../target/model.ts';

export interface NotApplicable {
  readonly verdict: 'skipped' | 'unsupported';
  readonly reason: string;
}

const ADMIN = 'admin';
/** Needs that a dialect decides about. */
const READINGS = ['promptInbox', 'freshness', 'usualAliases'];
const AN_HOUR = 3600;
/** Decision X10. */
const USUAL_ALIASES = '^[A-Za-z0-9_]{3,30}$';

/** Undefined when it applies. */
export function notApplicable(
  scenario: ResolvedScenario,
  target: RunningTarget,
  apis: Apis,
): NotApplicable | undefined {
  const { file } = target;
  if (!file.profiles.includes(scenario.profile)) {
    return skipped(`the target file's profiles do not name ${scenario.profile}`);
  }
  if (scenario.operations.includes('rotateServerKey') && !file.allow.rotateServerKey) {
    return skipped('it rotates the server key: add allow: { rotateServerKey: true } to the target file');
  }
  const hasAdmin = target.adminToken !== undefined || file.admin !== undefined;
  if (speakers(scenario).includes(ADMIN) && !hasAdmin) {
    return skipped('it needs an administrator: add admin: { token: … } to the target file');
  }
  const homeless = lackOfAccounts(scenario, file, apis);
  if (homeless !== undefined) return homeless;
  for (const need of scenario.needs) {
    const lack = lacking(need, target, apis);
    if (lack !== undefined) return lack;
  }
  return undefined;
}

/** Whether there is a way for its actors to live at the target (X4). */
function lackOfAccounts(
  { actors, profile }: ResolvedScenario,
  { accounts, profiles }: TargetFile,
  apis: Apis,
): NotApplicable | undefined {
  const lives = actors.filter(({ home }) => home === 'target').length;
  const registration = apis.operation('register')?.profile;
  if (lives === 0 || profile === registration) return undefined;
  if (accounts === undefined) {
    return registration !== undefined && profiles.includes(registration)
      ? undefined
      : skipped('nobody can be registered: add accounts: [{ token: … }, { token: … }] to the target file');
  }
  return lives <= accounts.length
    ? undefined
    : skipped(`it needs ${lives} accounts, and the target file lists ${accounts.length}`);
}

/** What a dialect says of an inbox and of aliases. */
function lackOfReading(need: string, { dialect }: TargetFile): NotApplicable | undefined {
  const unsupported = (reason: string): NotApplicable => ({ verdict: 'unsupported', reason });
  if (need === 'promptInbox' && dialect.inboxVerification !== 'sync') {
    return unsupported('the target declares dialect.inboxVerification: deferred');
  }
  const { maxSkewSeconds } = dialect;
  if (need === 'freshness' && (maxSkewSeconds === 'none' || maxSkewSeconds >= AN_HOUR)) {
    return unsupported(`the target declares dialect.maxSkewSeconds: ${maxSkewSeconds}`);
  }
  if (need === 'usualAliases' && dialect.aliasPattern !== USUAL_ALIASES) {
    return unsupported(`the target declares dialect.aliasPattern: ${dialect.aliasPattern}`);
  }
  return undefined;
}

function lacking(need: string, { file }: RunningTarget, apis: Apis): NotApplicable | undefined {
  if (READINGS.includes(need)) return lackOfReading(need, file);
  // Both were looked at above, or are settled by the file's own sections.
  if (need === 'rotateServerKey') return undefined;
  if (need === 'password') {
    const isKnown = file.registration.password !== undefined || file.launch.kind === 'embedded';
    return isKnown ? undefined : skipped('add registration: { password: … } to the target file');
  }
  const declared = file.capabilities[need];
  if (declared === true) return undefined;
  if (declared === false) {
    return { verdict: 'unsupported', reason: `the target declares capabilities.${need}: false` };
  }
  const canBeAsked = apis.operationIds().some((id) => apis.operation(id)?.optional === need);
  return canBeAsked
    ? undefined
    : skipped(`add capabilities: { ${need}: true } to the target file if it has it`);
}

const known = new WeakMap<ResolvedScenario, readonly string[]>();

/** Looked up once for a scenario: every batch of its cases asks. */
function speakers(scenario: ResolvedScenario): readonly string[] {
  const found = known.get(scenario) ?? findSpeakers(scenario);
  known.set(scenario, found);
  return found;
}

function findSpeakers({ steps, afterwards, cases }: ResolvedScenario): readonly string[] {
  const speaker = (step: Step): readonly string[] =>
    step.kind === 'call' && step.as !== undefined ? [step.as] : [];
  const all = [...[...steps, ...afterwards].flatMap(speaker), ...cases.flatMap(({ as }) => as ?? [])];
  return [...new Set(all)];
}

function skipped(reason: string): NotApplicable {
  return { verdict: 'skipped', reason };
}
