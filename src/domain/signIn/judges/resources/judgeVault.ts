/** Judges refusals of Key Vault: by roles, or by access policies. */
import { objectsAt, textAt, valueAt, type JsonObject } from '../../../arm/json.ts';
import { isGuid, lastSegment, parseResourceId, sameText } from '../../../arm/resourceId.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import { accessOf } from '../../../access/accessCheck.ts';
import { holdsPolicy } from '../../../access/permissions.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { nameAtStart, nameIn, resourceOfType } from '../../situation/azureHalf.ts';
import { advice, inAzure, inMessage, likely, open, proven, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
import { judgeRefused, type Refused } from './judgeAuthorization.ts';
import { askedAsNodes } from './nodesAsk.ts';
import { proposedRole } from './proposedRole.ts';

const getSecret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';

/** Permissions of access policies, and the data actions of roles that allow the same. Source: https://learn.microsoft.com/azure/key-vault/general/rbac-migration */
const dataActions: ReadonlyMap<string, string> = new Map([
  ['secrets get', getSecret],
  ['secrets list', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  ['secrets set', 'Microsoft.KeyVault/vaults/secrets/setSecret/action'],
  ['secrets delete', 'Microsoft.KeyVault/vaults/secrets/delete'],
  ['keys get', 'Microsoft.KeyVault/vaults/keys/read'],
  ['keys list', 'Microsoft.KeyVault/vaults/keys/read'],
  ['keys create', 'Microsoft.KeyVault/vaults/keys/create/action'],
  ['keys encrypt', 'Microsoft.KeyVault/vaults/keys/encrypt/action'],
  ['keys decrypt', 'Microsoft.KeyVault/vaults/keys/decrypt/action'],
  ['keys wrapkey', 'Microsoft.KeyVault/vaults/keys/wrap/action'],
  ['keys unwrapkey', 'Microsoft.KeyVault/vaults/keys/unwrap/action'],
  ['keys sign', 'Microsoft.KeyVault/vaults/keys/sign/action'],
  ['keys verify', 'Microsoft.KeyVault/vaults/keys/verify/action'],
  ['certificates get', 'Microsoft.KeyVault/vaults/certificates/read'],
  ['certificates list', 'Microsoft.KeyVault/vaults/certificates/read'],
  ['certificates import', 'Microsoft.KeyVault/vaults/certificates/import/action'],
  ['certificates create', 'Microsoft.KeyVault/vaults/certificates/create/action'],
]);

/** What the message says is lacking, or reading secrets if it does not say. */
function permissionIn(hit: Hit, situation: Situation): string {
  return (fieldAt('action', hit, situation)?.value ?? 'secrets get').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** What else than a policy would do: roles for the same, for a vault that uses them. */
function roleInstead(permission: string): Words {
  const action = dataActions.get(permission);
  const role = action === undefined ? undefined : proposedRole([action], 'dataAction');
  return role === undefined ? say`a role that allows it` : say`${role.name}`;
}

/** Judges ForbiddenByRbac: the vault decides by roles. */
export function judgeVaultRole(hit: Hit, situation: Situation): Judgement {
  const scope = fieldAt('scope', hit, situation);
  return judgeRefused(
    {
      principal: fieldAt('objectId', hit, situation),
      action: fieldAt('action', hit, situation),
      scope,
      place: scope && placesOfData(scope.value),
      kind: 'dataAction',
      client: fieldAt('clientId', hit, situation),
    },
    hit,
    situation,
  );
}

/** A role can be assigned on a vault and on a secret, key or certificate in it; a version of these has none of its own. */
function placesOfData(scope: string): Refused['place'] {
  const vault = /^.*\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+/i.exec(scope)?.[0];
  const thing = /^.*\/vaults\/[^/]+\/(?:secrets|keys|certificates)\/[^/]+/i.exec(scope)?.[0];
  return vault === undefined ? undefined : { id: thing ?? vault, resource: vault };
}

/** Judges a policy that applies on behalf of users only. */
export function judgeOnBehalf(hit: Hit, situation: Situation): Judgement {
  const principal = fieldAt('objectId', hit, situation);
  return proven('VAULT_POLICY', {
    text: say`The access policy names an application besides the principal, so it applies only to calls on behalf of a user.`,
    evidence: principal === undefined ? [] : [inMessage(say`The principal is ${principal.value}.`)],
    asker: principal === undefined ? {} : { objectId: principal.value },
    fixes: [advice(say`Replace the access policy by one for the principal alone.`)],
  });
}

/** Judges a refusal by access policies. */
export function judgePolicy(hit: Hit, situation: Situation): Judgement {
  const principal = fieldAt('objectId', hit, situation);
  const asker = principal === undefined ? {} : { objectId: principal.value };
  const vault = vaultNamed(plainValue(fieldAt('vault', hit, situation)), situation);
  const objectId = plainValue(principal);
  const permission = permissionIn(hit, situation);
  const nodes = objectId === undefined ? undefined : askedAsNodes(objectId, undefined, situation);
  const evidence = [
    ...(principal === undefined ? [] : [inMessage(say`The principal is ${principal.value}.`)]),
    ...(nodes?.evidence ?? []),
  ];
  const advised = nodes?.fixes ?? [
    advice(
      say`Add the permission to the access policy of the principal, or switch the vault to roles and assign ${roleInstead(permission)}: then no access policy of the vault counts any longer.`,
    ),
  ];
  if (vault.id === undefined || objectId === undefined || !isGuid(objectId))
    return open(
      ['VAULT_POLICY', 'VAULT_MODEL', nodes === undefined ? 'ROLE_WRONG_PRINCIPAL' : 'CREDENTIAL_KIND_WRONG'],
      {
        text: say`The vault decides by access policies, and none allows it to this principal.`,
        evidence,
        asker,
        unknown: vault.unknown,
        fixes: advised,
        next: [
          say`Check whether a role was assigned instead of a policy, and whether the policy is for the object ID of the message.`,
        ],
      },
    );
  const judged = judgeOfVault(vault, objectId, permission, {
    details: { evidence, asker, fixes: advised },
    situation,
  });
  return nodes === undefined || judged.cause !== 'VAULT_POLICY'
    ? judged
    : { ...judged, certainty: 'likely', possible: ['CREDENTIAL_KIND_WRONG'] };
}

/** Compares what the vault has now with a refusal by access policies, which may be older. */
function judgeOfVault(
  { id = '', usesRoles, policies }: Vault,
  objectId: string,
  permission: string,
  {
    details,
    situation: { facts },
  }: { readonly details: Omit<Judgement, 'cause' | 'certainty'>; readonly situation: Situation },
): Judgement {
  const { evidence = [] } = details;
  const [name, who] = [nameIn(objectId, facts), nameAtStart(objectId, facts)];
  const place = scopeWithKind(id);
  if (usesRoles === true)
    return open(['ROLE_MISSING', 'VAULT_MODEL', 'TRANSIENT'], {
      ...details,
      text: say`The vault ${lastSegment(id)} uses roles now, and the message is from when it used access policies.`,
      fixes: [],
      next: [say`Try again, and paste a newer message. Then check the roles of ${name} on ${place}.`],
    });
  if (policies !== undefined && holdsPolicy(policies, objectId, permission))
    return open(['TRANSIENT', 'ROLE_WRONG_PRINCIPAL', 'VAULT_POLICY'], {
      ...details,
      text: say`An access policy of ${place} gives it to ${name} now.`,
      fixes: [],
      next: [say`Try again, and compare the object ID in a newer message with the one of the access policy.`],
    });
  const action = dataActions.get(permission);
  if (action === undefined) return open(['VAULT_POLICY', 'VAULT_MODEL'], details);
  const byRole = accessOf({ principalId: objectId, scope: id, actions: [], dataActions: [action] }, facts);
  // Only what was read of the vault proves how it decides now.
  const conclude = usesRoles === false && policies !== undefined ? proven : likely;
  if (byRole.kind === 'granted')
    return conclude('VAULT_MODEL', {
      ...details,
      text: say`${who} has ${byRole.roleName} on ${place}, but the vault decides by access policies.`,
      fixes: [
        advice(
          say`Switch the vault to roles (enableRbacAuthorization), or add an access policy for the object ID of the message.`,
        ),
      ],
    });
  if (byRole.kind === 'unknown')
    return open(['VAULT_POLICY', 'VAULT_MODEL'], { ...details, unknown: [byRole.unknown] });
  return conclude('VAULT_POLICY', {
    ...details,
    text: say`No access policy of ${place} gives it to ${name}.`,
    evidence: [...evidence, inAzure(say`No role of ${name} on the vault allows it either (${action}).`)],
  });
}

const vaults = 'Microsoft.KeyVault/vaults';

/** A vault, as far as it was found and its settings were read. */
interface Vault {
  readonly id?: string;
  /** Left out if the vault does not say it. */
  readonly usesRoles?: boolean;
  readonly policies?: readonly JsonObject[];
  readonly unknown: Judgement['unknown'] & object;
}

/** Finds a vault by its name, which is the only one of its name. */
function vaultNamed(name: string | undefined, { facts }: Situation): Vault {
  if (name === undefined) return { unknown: [] };
  const own = name.split(/[;.]/)[0];
  const { value: found, unknown } = resourceOfType(
    vaults,
    (each) => sameText(parseResourceId(textAt(each, 'id') ?? '')?.name, own),
    facts,
  );
  if (found === undefined) return { unknown };
  const model = valueAt(found, 'properties.enableRbacAuthorization');
  const listed = valueAt(found, 'properties.accessPolicies') !== undefined;
  return {
    id: textAt(found, 'id') ?? '',
    ...(typeof model === 'boolean' ? { usesRoles: model } : {}),
    ...(listed ? { policies: objectsAt(found, 'properties.accessPolicies') } : {}),
    unknown: [],
  };
}

/** Judges a vault that is only known to refuse: by its permission model, and by what the principal has. */
export function judgeVaultModel(
  name: string | undefined,
  principalId: string | undefined,
  situation: Situation,
): Judgement | undefined {
  const vault = vaultNamed(name, situation);
  if (vault.id === undefined || principalId === undefined) return undefined;
  // What its access policy gives may be what was asked for.
  if (vault.policies?.some((policy) => sameText(textAt(policy, 'objectId'), principalId)) === true) return undefined;
  const byRole = accessOf({ principalId, scope: vault.id, actions: [], dataActions: [getSecret] }, situation.facts);
  const who = nameIn(principalId, situation.facts);
  if (vault.usesRoles === false && byRole.kind === 'granted')
    return likely('VAULT_MODEL', {
      text: say`${who} has ${byRole.roleName} on ${scopeWithKind(vault.id)}, but the vault decides by access policies.`,
      evidence: [inAzure(say`The vault has enableRbacAuthorization off.`)],
      possible: ['ROLE_WRONG_PRINCIPAL'],
      fixes: [advice(say`Switch the vault to roles (enableRbacAuthorization), or add an access policy for ${who}.`)],
    });
  return undefined;
}
