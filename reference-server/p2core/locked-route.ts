/** Routes that want a token, and those that want none: both ask. */

import { authenticate } from '../authentication.ts';
import type { Answer, Call } from '../behaviour/facts.ts';
import type { Route, ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';

type LockedRoute = Omit<Route, 'handle'> & {
  handle(context: ServerContext, call: Call, session: Session): Answer | Promise<Answer>;
};

export function locked({ handle, ...route }: LockedRoute): Route {
  return {
    ...route,
    handle: (context, call) => handle(context, call, authenticate(context, call, route.operation)),
  };
}

export function open({ handle, ...route }: Route): Route {
  return {
    ...route,
    handle: (context, call) => {
      if (context.behaviour.access.needsToken(route.operation)) authenticate(context, call, route.operation);
      return handle(context, call);
    },
  };
}
