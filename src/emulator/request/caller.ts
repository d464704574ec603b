import { Buffer } from 'node:buffer';
import type { Caller } from '../access/rbac.ts';
import { armRefusal } from '../arm/error.ts';
import { asList, type JsonObject } from '../arm/json.ts';
import type { World } from '../world/world.ts';
import { defined } from '../../shape/defined.ts';
import { parseObject } from '../../shape/json.ts';

/** The owner of everything, for tokens without `oid` in a world without a caller. */
export const owner = { objectId: '00000000-0000-0000-0000-000000000001', displayName: 'owner@emulator.local' };

/** Returns the principal of the bearer token, without keeping the token. Throws ARM's 401 if there is none. */
export function readCaller(world: World, authorization: string | undefined): Caller {
  const token = /^Bearer\s+(\S.*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated(world, authorization === undefined ? 'missing' : 'invalid');
  const claims = (parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ??
    {}) as JsonObject;
  const objectId = claims['oid'];
  const worldCaller = world.caller;
  const ownsEverything = worldCaller === undefined;
  const proofs = proofsIn(claims);
  if (
    typeof objectId !== 'string' ||
    objectId === '' ||
    objectId.toLowerCase() === worldCaller?.objectId.toLowerCase()
  ) {
    const { objectId: callerId, displayName: name = callerId } = worldCaller ?? owner;
    return { objectId: callerId, name, type: typeOf(world, callerId), ownsEverything, ...proofs };
  }
  const names = ['upn', 'unique_name', 'preferred_username', 'appid'].map((claim) => claims[claim]);
  const name = names.find((claim): claim is string => typeof claim === 'string' && claim !== '') ?? objectId;
  const type =
    typeof claims['appid'] === 'string' && name === claims['appid'] ? 'Application' : typeOf(world, objectId);
  return { objectId, name, type, ownsEverything, ...proofs };
}

/**
 * What the token says about the application, and proves about the sign-in. A context counts only from a client that says that it understands challenges.
 * Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function proofsIn(claims: JsonObject): Pick<Caller, 'appId' | 'hasSecondFactor' | 'contexts'> {
  const understands = asList(claims['xms_cc']).includes('cp1');
  const contexts = understands ? asList(claims['acrs']).filter((context) => typeof context === 'string') : [];
  const appId = [claims['appid'], claims['azp']].find((claim) => typeof claim === 'string' && claim !== '');
  return {
    ...defined({ appId: appId as string | undefined }),
    hasSecondFactor: asList(claims['amr']).includes('mfa'),
    contexts,
  };
}

/** Applications are those that the world lists; all other callers are users. */
function typeOf(world: World, objectId: string): Caller['type'] {
  const isListed = world.servicePrincipals.some((entry) => entry.objectId.toLowerCase() === objectId.toLowerCase());
  return isListed ? 'Application' : 'User';
}

function unauthenticated(world: World, tokenState: 'missing' | 'invalid'): Error {
  const description = `The authentication failed because of ${tokenState} 'Authorization' header.`;
  const challenge = `Bearer authorization_uri="https://login.windows.net/${world.tenantId}", error="invalid_token", error_description="${description}"`;
  const headers = { 'WWW-Authenticate': challenge };
  if (tokenState === 'missing') {
    const message = "Authentication failed. The 'Authorization' header is missing.";
    return armRefusal(401, 'AuthenticationFailed', message, { headers });
  }
  const message = 'The access token is invalid.';
  return armRefusal(401, 'InvalidAuthenticationToken', message, { headers });
}
