import { expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import { createConsoleReport } from './console.ts';
import { FORMATS } from './formats.ts';
import { runOf, SAMPLE_PROFILES, sampleEvents } from './sample-run-for-tests.ts';

/** The sample run as it would have been recorded when P2-IDN-04 had another id. */
function recordedBefore(): readonly RunEvent[] {
  return sampleEvents().map((event) => {
    const renamed: RunEvent = JSON.parse(JSON.stringify(event).replaceAll('P2-IDN-04', 'P2-IDN-98'));
    return renamed;
  });
}

it.each(['json', 'html', 'junit', 'markdown', 'github'])(
  'the %s report shows results of a requirement that is no longer in use',
  (name) => {
    const pieces = FORMATS.get(name)?.render(runOf(recordedBefore()), SAMPLE_PROFILES) ?? [];
    expect([...pieces].join('')).toContain('P2-IDN-98');
  },
);

it('the console shows them too', () => {
  let text = '';
  const report = createConsoleReport({
    write: (part) => {
      text += part;
    },
    profiles: SAMPLE_PROFILES,
    width: 100,
    interactive: false,
    coloured: false,
    verbosity: 'normal',
  });
  for (const event of recordedBefore()) report.onEvent(event);
  report.finish(runOf(recordedBefore()).summary, { written: [], notes: [], output: '' });
  expect(text).toContain('P2-IDN-98');
});
