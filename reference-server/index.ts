/** The only door of the reference server. */

export type { PublishRequest } from './external-identity/publish.ts';
export { FAULTS, findFault } from './faults/catalogue.ts';
export type { Fault, Variant } from './faults/fault.ts';
export { VARIANTS } from './faults/variants.ts';
export type { AnsweredRequest } from './journal.ts';
export type { ReferenceServerOptions } from './options.ts';
export { createReferenceServer, type ProvisionRequest, type ReferenceServer } from './reference-server.ts';
