/** Messages of resources: signed in, but not let in. */
import { say } from '../../../sentences/words.ts';
import { tokenIssuer } from '../message/issuers.ts';
import type { FieldPattern } from '../message/field.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, likely, proven, liftDeny } from '../situation/judgement.ts';
import { judgeAuthorization } from '../judges/resources/judgeAuthorization.ts';
import { judgeOnBehalf, judgePolicy, judgeVaultRole } from '../judges/resources/judgeVault.ts';

const rbac = 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting';
const vaultPage = 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes';

const caller: readonly FieldPattern[] = [
  { name: 'clientId', finds: /appid=([^;\s'"]{3,60})/i },
  { name: 'objectId', finds: /oid=([^;\s'"]{3,60})/i },
  { name: 'tenantId', finds: new RegExp(`iss=${tokenIssuer}([^/;\\s'"]{3,60})`, 'i') },
];

const vaultRequest: readonly FieldPattern[] = [
  ...caller,
  { name: 'action', finds: /Action: '([^']{3,300})'/i },
  { name: 'scope', finds: /Resource: '([^']{3,900})'/i },
];

const authorization: readonly FieldPattern[] = [
  { name: 'clientId', finds: /The client '([^']{1,120})'/i },
  { name: 'objectId', finds: /with object id '([^']{1,120})'/i },
  { name: 'action', finds: /perform action '([^']{3,300})'/i },
  { name: 'scope', finds: /(?:over|on|at) scope '([^']{1,900})'/i },
];

/** Judges a refusal that names the deny assignment, which no role of the principal changes. */
function judgeDenied(conclude: typeof proven): DocumentedForm['judge'] {
  return ({ fields }) => {
    const [asking, scope] = (['objectId', 'scope'] as const).map((name) => fields.find((each) => each.name === name));
    return conclude('ROLE_MISSING', {
      text:
        scope === undefined
          ? say`A deny assignment denies it. A role does not change that.`
          : say`A deny assignment denies it at ${scope.value}. A role does not change that.`,
      restsOn: [asking, scope],
      asker: asking === undefined ? {} : { objectId: asking.value },
      fixes: [liftDeny],
    });
  };
}

const principal = say`Azure: who the object ID is, its roles at the scope with deny assignments and conditions, whether the scope exists, and the roles of the cluster's other identities. Cluster: the fields of the operator.`;

/** The forms. */
export const resourceForms: readonly DocumentedForm[] = [
  {
    name: 'authorizationFailed',
    provesSignIn: true,
    looksLike:
      "The client '...' with object id '...' does not have authorization (in templates: permission) to perform action '...' over scope '...'",
    finds:
      /(?:The client '[^']{1,120}' (?:with object id '[^']{1,120}' )?)?does not have authorization (?:or an ABAC condition not fulfilled )?to perform action '|The client '[^']{1,120}' with object id '[^']{1,120}' does not have permission to perform action '/gi,
    fields: authorization,
    means: say`The principal lacks a role at the scope, or the scope does not exist.`,
    looksAt: principal,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'OPERATOR_FIELD_WRONG', 'CREDENTIAL_KIND_WRONG', 'TRANSIENT'],
    weight: weightOf.resource,
    source: rbac,
    judge: judgeAuthorization,
  },
  {
    name: 'linkedAuthorizationFailed',
    provesSignIn: true,
    looksLike:
      "has permission to perform action '...' on scope '...'; however, it does not have permission to perform action '...' on the linked scope(s) '...'",
    finds:
      /(?:The client '(?<clientId>[^']{1,120})' (?:with object id '(?<objectId>[^']{1,120})' )?)?has permission to perform action '(?<action>[^']{3,300})' on scope '(?<scope>[^']{1,900})'[;,] however,? (?:it )?does not have permission(?: to perform action(?:\(s\))? '(?<linkedAction>[^']{3,1000})' on the linked scopes?(?:\(s\))? '(?<linkedScope>[^']{1,4000})')?/gi,
    pairs: ['linkedAction', 'linkedScope'],
    means: say`The principal lacks a role at a resource that the request refers to.`,
    looksAt: principal,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'OPERATOR_FIELD_WRONG', 'CREDENTIAL_KIND_WRONG', 'TRANSIENT'],
    weight: weightOf.resource,
    source: rbac,
    judge: judgeAuthorization,
  },
  {
    name: 'denyAssignment',
    provesSignIn: true,
    looksLike:
      "has permission to perform action '...' on scope '...'; however, the access is denied because of the deny assignment with name '...' (DenyAssignmentAuthorizationFailed)",
    finds:
      /(?:The client '(?<clientId>[^']{1,120})' (?:with object id '(?<objectId>[^']{1,120})' )?)?has permission to perform action '(?<action>[^']{3,300})' on scope '(?<scope>[^']{1,900})'[;,] however,? the access is denied because of the deny assignment/gi,
    means: say`A deny assignment denies it, whatever the roles of the principal are.`,
    looksAt: say`The message alone.`,
    causes: ['ROLE_MISSING'],
    weight: weightOf.resource,
    source: 'https://learn.microsoft.com/azure/role-based-access-control/deny-assignments',
    judge: judgeDenied(proven),
  },
  {
    name: 'linkedSubscription',
    looksLike: "however the current tenant '...' is not authorized to access linked subscription '...'",
    finds:
      /has permission to perform action '(?<action>[^']{3,300})' on scope '(?<scope>[^']{1,900})'[;,] however,? the current tenant '(?<tenantId>[^']{1,120})' is not authorized to access linked subscription '[^']{1,120}'/gi,
    means: say`The request refers to a subscription of another directory.`,
    looksAt: say`The message alone.`,
    causes: ['CROSS_TENANT', 'OPERATOR_FIELD_WRONG'],
    weight: weightOf.resource,
    source: 'https://github.com/Azure/AKS/issues/2040',
    judge: ({ fields }) =>
      likely('CROSS_TENANT', {
        possible: ['OPERATOR_FIELD_WRONG'],
        text: say`The request refers to a subscription of another directory than the one that was signed in to.`,
        restsOn: [fields.find(({ name }) => name === 'tenantId')],
        fixes: [
          advice(
            say`Use a resource of the same directory. For an image gallery or a network of another directory, sign in with an application that both directories have.`,
          ),
        ],
      }),
  },
  {
    name: 'gatewayForbidden',
    looksLike: 'ErrorApplicationGatewayForbidden (Application Gateway ingress controller)',
    finds: /ErrorApplicationGatewayForbidden/g,
    fields: [
      ...authorization,
      { name: 'scope', finds: /--role Contributor --scope (\/subscriptions\/[^\s;]{10,600})/i },
    ],
    means: say`The identity of the ingress controller may not read its gateway.`,
    looksAt: principal,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL'],
    weight: weightOf.resource - 1,
    source: 'https://learn.microsoft.com/azure/application-gateway/ingress-controller-troubleshoot',
    judge: judgeAuthorization,
  },
  {
    name: 'vaultRoleMissing',
    provesSignIn: true,
    looksLike:
      'Caller: appid=...;oid=...;iss=... Action: ... Resource: ... Assignment: (not found) ... ForbiddenByRbac (Key Vault)',
    finds: /Caller is not authorized to perform action on resource|ForbiddenByRbac/gi,
    fields: vaultRequest,
    means: say`The vault decides by roles, and the principal has none for the data.`,
    looksAt: principal,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'CREDENTIAL_KIND_WRONG', 'TRANSIENT'],
    weight: weightOf.resource,
    source: vaultPage,
    judge: judgeVaultRole,
  },
  {
    name: 'vaultDenied',
    provesSignIn: true,
    looksLike: "Caller: ...;oid=... Action: '...' Resource: '...' DenyAssignmentId: '...' (ForbiddenByRbac, Key Vault)",
    finds: {
      first: /Caller is not authorized to perform action on resource|ForbiddenByRbac/gi,
      // A GUID of zeros stands for none.
      then: /\bDenyAssignmentId: ["']?(?![0-]+\b)(?=[0-9a-f-]{16})/gi,
      within: 1500,
    },
    fields: vaultRequest,
    means: say`A deny assignment denies it, whatever the roles of the principal are.`,
    looksAt: say`The message alone.`,
    causes: ['ROLE_MISSING'],
    weight: weightOf.resource + 1,
    source: vaultPage,
    judge: judgeDenied(likely),
  },
  {
    name: 'vaultPolicy',
    provesSignIn: true,
    looksLike: "does not have secrets get permission on key vault '...' (AccessDenied)",
    finds: /does not have \w{3,20} \w{3,20} permission on key vault/gi,
    fields: [
      ...caller,
      { name: 'action', finds: /does not have (\w{3,20} \w{3,20}) permission/i },
      { name: 'vault', finds: /on key vault '([^';]{1,120})/i },
    ],
    means: say`The vault decides by access policies, and none allows it.`,
    looksAt: say`Azure: the permission model and the access policies of the vault, and the roles that were assigned on it.`,
    causes: ['VAULT_POLICY', 'VAULT_MODEL', 'ROLE_WRONG_PRINCIPAL', 'CREDENTIAL_KIND_WRONG'],
    weight: weightOf.resource,
    source: vaultPage,
    judge: judgePolicy,
  },
  {
    name: 'vaultOnBehalf',
    looksLike: "The policy requires the caller '...' to use on-behalf-of (OBO) flow (ForbiddenByPolicy)",
    finds: { first: /policy requires the caller/gi, then: /on-behalf-of|\bOBO\b/gi, within: 400 },
    fields: caller,
    means: say`The access policy applies only to calls on behalf of a user.`,
    looksAt: say`The message alone.`,
    causes: ['VAULT_POLICY'],
    weight: weightOf.resource,
    source: vaultPage,
    judge: judgeOnBehalf,
  },
  explained({
    name: 'vaultFirewall',
    looksLike:
      'Client address is not authorized and caller is not a trusted service (ForbiddenByFirewall); Ip has been prevented to connect (Service Bus); blocked by your Cosmos DB account firewall settings; Client with IP address ... is not allowed to access the server (Azure SQL)',
    finds:
      /Client address is not authorized|ForbiddenByFirewall|ForbiddenByConnection|Public network access is disabled|Ip has been prevented to connect|Public access is disabled|blocked by your Cosmos DB account firewall|Client with IP address '[^']{3,60}' is not allowed to access the server|Virtual Network\/Firewall rules/gi,
    weight: weightOf.resource,
    source: vaultPage,
    means: say`The network rules of the resource refuse the address of the pod. The identities are not the problem.`,
    next: [say`Allow the outbound address of the nodes, or use a private endpoint.`],
  }),
];
