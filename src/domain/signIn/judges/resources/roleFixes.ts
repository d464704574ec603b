/** What to do about an action that a principal lacks: a plan, a role to copy, or words. */
import type { ActionKind } from '../../../access/permissions.ts';
import { role as roles } from '../../../access/roles.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import { say } from '../../../../sentences/words.ts';
import { advice, toCopy, toPlan, type Fix } from '../../situation/judgement.ts';
import { customRole, givesAccess, isTooWideAt, proposedRole, providerRegistered } from './proposedRole.ts';

/** Who lacks which action where. */
export interface LackedRole {
  readonly place: string;
  readonly action: string;
  /** All that is to be allowed, that which does most first. */
  readonly actions: readonly string[];
  readonly principalId: string;
  readonly kind: ActionKind;
  readonly isPerson: boolean;
  /** True if it is a person, or an identity that Azure shows. */
  readonly isKnown: boolean;
}

/** Returns Assign Role, filled in; a custom role if no built-in one is narrow. */
export function roleFixes({
  place,
  action,
  actions,
  principalId,
  kind,
  isPerson,
  isKnown,
}: LackedRole): readonly Fix[] {
  const fitting = proposedRole(actions, kind);
  const role = fitting === undefined || isTooWideAt(fitting, place) ? undefined : fitting;
  if (role !== undefined && !isKnown)
    return [
      advice(
        say`Find out who ${principalId} is: no visible identity has this object ID. If it is meant, assign ${role.name} on ${scopeWithKind(place)} to it.`,
      ),
    ];
  const zone = /^Microsoft\.Network\/(private)?dnsZones\/read$/i.exec(action);
  if (role !== undefined)
    return [
      toPlan(say`Assign ${role.name} on ${scopeWithKind(place)}.`, {
        kind: 'assignRole',
        principalId,
        principalType: isPerson ? ('User' as const) : ('ServicePrincipal' as const),
        role: { id: role.id },
        scope: place,
      }),
      ...(zone === null
        ? []
        : [
            advice(
              say`If the program writes records, as external-dns does, it needs ${zone[1] === undefined ? roles.dnsZoneContributor.name : roles.privateDnsZoneContributor.name} on its zones as well.`,
            ),
          ]),
    ];
  const provider = providerRegistered(action);
  if (provider !== undefined)
    return [
      advice(
        say`Register the resource provider once (az provider register --namespace ${provider}), as someone who may. Then the program needs no role for it.`,
      ),
    ];
  const custom = customRole(actions, kind, place);
  if (custom === undefined && givesAccess(action))
    return [
      advice(
        say`Whoever has ${action} can get, or give others, further rights with it, so no role is offered here. Let someone who may do it take this step, or decide on a role yourself.`,
      ),
    ];
  if (custom === undefined)
    return [advice(say`Assign a role with ${action} on ${scopeWithKind(place)}, and no broader one than needed.`)];
  return [
    toCopy(
      say`None of the built-in roles that are known here is narrow enough: make a custom role (az role definition create), and assign it on ${scopeWithKind(place)}. Add the other actions that the program needs.`,
      custom,
    ),
  ];
}
