/** A colleague who writes directly: with the portal, with `az`, with whatever. */
import { role } from '../../../src/domain/access/roles.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import type { ColleagueAct } from './actions.ts';
import { clusterId, grantNamed, identityId, ownRole } from './modelWorld.ts';

/** A request of the colleague. */
export interface ColleagueRequest {
  readonly method: 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

const versions = { cluster: '2026-04-01', identity: '2023-01-31', role: '2022-04-01' };
const condition = "(@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'x')";

/** What the colleague sends; `number` marks it so that writes can be distinguished. */
export function requestsOf(act: ColleagueAct, { resources }: Snapshot, number: number): readonly ColleagueRequest[] {
  switch (act.kind) {
    case 'tag': {
      const path = `${clusterId(act.cluster)}?api-version=${versions.cluster}`;
      return [{ method: 'PATCH', path, body: { tags: { colleague: String(number) } } }];
    }
    case 'scale':
    case 'addPool': {
      const id = clusterId(act.cluster);
      const name = act.kind === 'scale' ? 'pool' : `p${number}`;
      const properties = {
        vmSize: 'Standard_D2s_v5',
        count: 3 + number,
        mode: act.kind === 'scale' ? 'System' : 'User',
      };
      return [
        { method: 'PUT', path: `${id}/agentPools/${name}?api-version=${versions.cluster}`, body: { properties } },
      ];
    }
    case 'redefine': {
      const { roleName, assignableScopes, id } = ownRole;
      const permissions = [{ actions: [`Microsoft.Network/${number}/*`], notActions: [] }];
      const properties = { roleName, type: 'CustomRole', description: '', assignableScopes, permissions };
      return [{ method: 'PUT', path: `${id}?api-version=${versions.role}`, body: { properties } }];
    }
    case 'controlPlane': {
      const id = clusterId(act.cluster);
      const cluster = resources.find((each) => each.id.toLowerCase() === id.toLowerCase());
      const identity = { type: 'UserAssigned', userAssignedIdentities: { [identityId(act.identity)]: {} } };
      const tags = { ...cluster?.tags, colleague: String(number) };
      return [{ method: 'PUT', path: `${id}?api-version=${versions.cluster}`, body: { ...cluster, tags, identity } }];
    }
    case 'grant': {
      const { principalId, roleName, id } = grantNamed(act.grant);
      const guid = Object.values(role).find(({ name }) => name === roleName)?.id ?? '';
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
      const given = { principalId, principalType: 'ServicePrincipal', roleDefinitionId };
      const properties = { ...given, ...(act.isConditional && { condition, conditionVersion: '2.0' }) };
      return [{ method: 'PUT', path: `${id}?api-version=${versions.role}`, body: { properties } }];
    }
    case 'revoke':
      return [{ method: 'DELETE', path: `${grantNamed(act.grant).id}?api-version=${versions.role}` }];
    case 'deleteIdentity':
      return [{ method: 'DELETE', path: `${identityId(act.identity)}?api-version=${versions.identity}` }];
    case 'recreateIdentity': {
      const path = `${identityId(act.identity)}?api-version=${versions.identity}`;
      return [
        { method: 'DELETE', path },
        { method: 'PUT', path, body: { location: 'westeurope', tags: { colleague: String(number) } } },
      ];
    }
  }
}
