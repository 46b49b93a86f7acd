/** Faults of registration (P2-REG). */

import { isObject } from '../behaviour/json-shapes.ts';
import { isLocalPart } from '../protocol/federation-id.ts';
import { answeringOf, deciding, pause, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['register'];

export const registrationFaults: readonly Fault[] = [
  {
    id: 'registration.answers-200',
    title: 'A new identity is answered with 200 instead of 201',
    breaks: ['P2-REG-01'],
    operations,
    effect: 'Clients that wait for 201 tell their users that nothing was registered.',
    apply: answeringOf('register', 201, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: 'registration.names-fid-otherwise',
    title: 'The new federation ID comes as `federation_id` instead of `fid`',
    breaks: ['P2-REG-01', 'P2-GEN-04'],
    operations,
    effect: 'Clients never learn what their users are called.',
    apply: answeringOf('register', 201, (answer) =>
      isObject(answer.body) ? { ...answer, body: { federation_id: answer.body.fid ?? '' } } : answer,
    ),
  },
  {
    id: 'registration.returns-bare-name',
    title: 'The federation ID that is returned lacks its domain',
    breaks: ['P2-REG-02'],
    operations,
    effect: 'Nobody can find out at which server such an identity lives.',
    apply: answeringOf('register', 201, (answer) =>
      withMembers(answer, ({ fid }) => ({ fid: String(fid).split('@', 1)[0] ?? '' })),
    ),
  },
  {
    id: 'registration.returns-host-name',
    title: 'The federation ID that is returned is at the host that runs the server, not at its domain',
    breaks: ['P2-REG-02'],
    operations,
    effect: 'Messages and look-ups go to a host that owns no such identity.',
    apply: answeringOf('register', 201, (answer) =>
      withMembers(answer, ({ fid }) => ({ fid: String(fid).replace('@', '@node1.') })),
    ),
  },
  {
    id: 'registration.calls-taken-name-bad-request',
    title: 'A taken name is answered with 400, in body and status',
    breaks: ['P2-REG-03', 'P2-REG-11'],
    operations,
    effect: 'Clients take the conflict for a mistake of their own and cannot offer another name.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => (reason === 'name-taken' ? { ...notice(reason), status: 400 } : notice(reason)),
    })),
  },
  {
    id: 'registration.gives-taken-name-another-code',
    title: 'A taken name is answered with 409 and the code of another conflict',
    breaks: ['P2-REG-03', 'P2-REG-11'],
    operations,
    effect: 'Clients cannot tell a taken name from a session ID in use.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => notice(reason === 'name-taken' ? 'session-id-taken' : reason),
    })),
  },
  {
    id: 'registration.says-nothing-of-conflict',
    title: 'A taken name is answered with 409 and an empty body',
    breaks: ['P2-REG-03', 'P2-REG-11', 'P2-GEN-03'],
    operations,
    effect: 'Clients cannot tell their users why they were refused.',
    apply: answeringOf('register', 409, ({ body: _, ...answer }) => answer),
  },
  {
    id: 'registration.errcode-contradicts-status',
    title: 'The body of the conflict says 400 while the status says 409',
    breaks: ['P2-REG-03', 'P2-GEN-03'],
    operations,
    effect: 'Clients that read the body and clients that read the status understand different things.',
    apply: answeringOf('register', 409, (answer) => withMembers(answer, () => ({ errcode: 400 }))),
  },
  {
    id: 'registration.never-checks-names',
    title: 'A taken name is registered once more, to the newcomer',
    breaks: ['P2-REG-03', 'P2-REG-04', 'P2-REG-09', 'P2-REG-11'],
    operations,
    effect: 'Whoever registers a name again takes over the account.',
    apply: deciding('registration', () => ({
      reserveName: (slot) => {
        slot.take();
        return true;
      },
    })),
  },
  {
    id: 'registration.minds-case-of-names',
    title: 'Names are compared with their case and then folded into one federation ID',
    breaks: ['P2-REG-04', 'P2-REG-11'],
    operations,
    effect: 'Two people own one identity, and each gets the messages of the other.',
    apply: deciding('registration', () => ({ nameKey: (name) => name })),
  },
  {
    id: 'registration.calls-case-variant-bad-request',
    title: 'A name that differs from a taken one only by case is answered with 400',
    breaks: ['P2-REG-11'],
    operations,
    effect: 'Clients take the conflict for a malformed name.',
    apply: answeringOf('register', 409, (answer, { body }) =>
      isObject(body) && /[A-Z]/.test(String(body.actor_name))
        ? { ...answer, status: 400, body: { errcode: 400, error: 'P2CORE_INVALID_ACTOR_NAME' } }
        : answer,
    ),
  },
  {
    id: 'registration.turns-other-types-into-text',
    title: 'A name that is a number, null or a list is turned into text',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'A broken client registers people as "null".',
    apply: deciding('registration', () => ({
      readName: (value) => (value === undefined ? undefined : String(value)),
    })),
  },
  {
    id: 'registration.names-the-nameless',
    title: 'A registration without a name gets the name `anonymous`',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'People own identities that they never asked for.',
    apply: deciding('registration', ({ readName }) => ({
      readName: (value) => (value === undefined ? 'anonymous' : readName(value)),
    })),
  },
  {
    id: 'registration.accepts-empty-name',
    title: 'The empty name becomes a federation ID with nothing before the @',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'An identity exists that no other server can write down.',
    apply: acceptingAlso((name) => name === ''),
  },
  {
    id: 'registration.accepts-whole-fids',
    title: 'A name that is a whole federation ID is taken as the local part',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'Readers that stop at the first @ take the identity for one of another server.',
    apply: acceptingAlso((name) => name.split('@').every((part) => isLocalPart(part))),
  },
  {
    id: 'registration.lets-line-break-end-name',
    title: 'A line break at the end of a name is overlooked and kept',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'Two identities look the same to everybody who reads them.',
    apply: acceptingAlso((name) => isLocalPart(name.replace(/\n$/, ''))),
  },
  {
    id: 'registration.checks-only-beginning-of-names',
    title: 'Names need only begin well',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'Names with spaces, null characters or markup break other servers.',
    apply: acceptingAlso((name) => isLocalPart(name.slice(0, 1))),
  },
  {
    id: 'registration.accepts-letters-of-every-alphabet',
    title: 'Letters beyond ASCII pass in names',
    breaks: ['P2-REG-06'],
    operations,
    effect: 'Look-alike letters make impostors, and other servers refuse the identity.',
    apply: acceptingAlso((name) => /^[\p{L}0-9._%+-]{1,64}$/u.test(name)),
  },
  {
    id: 'registration.payload-is-text',
    title: 'The `payload` of a registration is a text',
    breaks: ['P2-REG-07', 'P2-GEN-04'],
    operations,
    effect: 'Clients that read members of it break on the first registration.',
    apply: answeringOf('register', 201, (answer) => withMembers(answer, () => ({ payload: 'welcome' }))),
  },
  {
    id: 'registration.overwrites-password-of-owner',
    title: 'A refused registration of a taken name sets the password of its owner all the same',
    breaks: ['P2-REG-08'],
    operations: ['register', 'trustSession'],
    effect: 'Anybody takes over an account by registering it again.',
    apply: deciding('registration', () => ({ whenTaken: (owner) => owner.replacePassword() })),
  },
  {
    id: 'registration.forgets-certificates-of-owner',
    title: "A refused registration of a taken name wipes its owner's certificates",
    breaks: ['P2-REG-08'],
    operations: ['register', 'getActorKeys'],
    effect: 'Anybody makes the messages of anybody unverifiable.',
    apply: deciding('registration', () => ({ whenTaken: (owner) => owner.forgetCertificates() })),
  },
  {
    id: 'registration.checks-names-too-early',
    title: 'Simultaneous registrations of one name all succeed',
    breaks: ['P2-REG-09'],
    operations,
    effect: 'Two people share one identity.',
    apply: deciding('registration', () => ({
      reserveName: async (slot) => {
        if (slot.isTaken()) return false;
        await pause();
        slot.take();
        return true;
      },
    })),
  },
  {
    id: 'registration.insists-on-password',
    title: 'A registration without a password is refused',
    breaks: ['P2-REG-05'],
    operations,
    effect: 'Clients that rely on it being optional cannot register anybody.',
    apply: deciding('registration', () => ({ mayOmitPassword: () => false })),
  },
  {
    id: 'registration.numbers-its-actors',
    title: 'The federation ID that is returned has a number behind the name that was asked for',
    breaks: ['P2-REG-10'],
    operations,
    effect: 'Nobody gets the name under which others look for them.',
    apply: deciding('registration', ({ localPart }) => ({ localPart: (name) => `${localPart(name)}1` })),
  },
];

/** Names that pass besides the right ones. */
function acceptingAlso(isWronglyFine: (name: string) => boolean) {
  return deciding('registration', ({ isAcceptableName }) => ({
    isAcceptableName: (name) => isAcceptableName(name) || isWronglyFine(name),
  }));
}
