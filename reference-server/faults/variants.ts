/** All legal variants. */

import type { Variant } from './fault.ts';
import { identityVariants } from './identity-variants.ts';
import { answerVariants } from './variants-of-answers.ts';
import { conductVariants } from './variants-of-conduct.ts';
import { decisionVariants } from './variants-of-decisions.ts';

export const VARIANTS: readonly Variant[] = [
  ...decisionVariants,
  ...answerVariants,
  ...conductVariants,
  ...identityVariants,
];
