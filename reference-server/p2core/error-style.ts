/** Error bodies of p2core, which also answers for paths that no profile owns. */

import type { ErrorStyle } from '../app.ts';

export const p2coreErrors: ErrorStyle = {
  owns: (path) => path.startsWith('/p2core'),
  answer: ({ behaviour: { refusals } }, reason) => {
    const notice = refusals.notice(reason);
    return {
      status: notice.status,
      ...(notice.status === 401 && { headers: { 'www-authenticate': 'Bearer' } }),
      body: refusals.body(notice),
    };
  },
};
