/** The only door of the reference server. */

export { FAULTS } from './faults/catalogue.ts';
export type { Fault, Variant } from './faults/fault.ts';
export { VARIANTS } from './faults/variants.ts';
export type { AnsweredRequest } from './journal.ts';
export type { ReferenceServerOptions } from './options.ts';
export { createReferenceServer, type ReferenceServer } from './reference-server.ts';
