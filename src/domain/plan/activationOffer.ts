/** The activation that a plan lacks, if nothing else prevents it. */
import { scopesFor, type RightAtScope } from '../access/activationChoices.ts';
import { idKey } from '../arm/resourceId.ts';
import type { Draft } from '../change/change.ts';
import type { EligiblePlace } from '../words/lack.ts';
import { defined } from '../../shape/defined.ts';
import type { Check, Plan } from './plan.ts';

interface MissingRight {
  readonly right: RightAtScope;
  readonly eligible: readonly EligiblePlace[];
  readonly account?: string;
}

/** An activation that would be enough, with what the role's settings ask for left open. */
export interface ActivationOffer {
  readonly draft: Draft<ActivationChange>;
  /** The role, and where the user is eligible for it. */
  readonly eligible: EligiblePlace;
}

/**
 * Returns the activation without which a plan fails: of the role that gives the most of the missing rights, at the
 * narrowest scope. None if something else fails, too, for which no eligible role helps.
 */
export function activationOffer({ checks, steps }: Plan): ActivationOffer | undefined {
  const missing = checks.filter(({ verdict }) => verdict === 'fail').map(missingRightOf);
  const known = missing.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < missing.length) return undefined;
  const best = known
    .flatMap(({ eligible }) => eligible)
    .map((place) => ({ place, helped: known.filter(({ eligible }) => eligible.some((each) => isSame(each, place))) }))
    .toSorted((a, b) => b.helped.length - a.helped.length || b.place.scope.length - a.place.scope.length)
    .at(0);
  if (best === undefined) return undefined;
  const rights = best.helped.map(({ right }) => right);
  const accountName = best.helped[0]?.account;
  const account = steps.find((step) => accountName !== undefined && step.account?.name === accountName)?.account;
  const [scope = best.place.scope] = scopesFor(rights, best.place.scope);
  const draft: ActivationOffer['draft'] = {
    kind: 'activateRole',
    role: best.place.role,
    eligibleAt: best.place.scope,
    scope,
    rights,
    ...defined({ account }),
  };
  return { draft, eligible: best.place };
}

type ActivationChange = Extract<Plan['changes'][number], { kind: 'activateRole' }>;

function missingRightOf({ permission, lack }: Check): MissingRight | undefined {
  const { eligible = [], account } = lack?.missingRole ?? {};
  if (permission === undefined || eligible.length === 0) return undefined;
  return { right: permission, eligible, ...defined({ account }) };
}

function isSame(a: EligiblePlace, b: EligiblePlace): boolean {
  return a.role === b.role && idKey(a.scope) === idKey(b.scope);
}
