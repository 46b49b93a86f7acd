/** The results as JSON, a scenario a line, so that a large run needs no large memory. */

import type { RecordedRun } from './recorded-run.ts';

/** `kammerton-results/1`. */
export function* renderJson({ summary, scenarios }: RecordedRun): Generator<string> {
  const { requirements, ...head } = summary;
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "scenarios": [`;
  let separator = '\n    ';
  for (const result of scenarios()) {
    yield `${separator}${JSON.stringify(result)}`;
    separator = ',\n    ';
  }
  const lines = requirements.map((requirement) => `\n    ${JSON.stringify(requirement)}`);
  yield `\n  ],\n  "requirements": [${lines.join(',')}\n  ]\n}\n`;
}
