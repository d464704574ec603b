import { armRefusal } from '../arm/error.ts';
import { asText } from '../arm/json.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import type { ArmRequest } from './armRequest.ts';

/** Throws 412 or 400 if If-Match or If-None-Match doesn't match (https://learn.microsoft.com/azure/aks/use-etags). */
export function requirePreconditions(request: ArmRequest, existing: WorldResource | undefined): void {
  const ifMatch = request.headers['if-match'];
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    if (ifMatch !== undefined || ifNoneMatch.trim() !== '*') {
      throw armRefusal(400, 'BadRequest', "If-None-Match takes '*' only and cannot be combined with If-Match.");
    }
    if (existing !== undefined) throw preconditionFailure(`The resource '${existing.id}' already exists.`);
    return;
  }
  if (ifMatch === undefined) return;
  if (existing === undefined) {
    if (request.method === 'PUT') throw preconditionFailure('If-Match was given, but the resource does not exist.');
    return;
  }
  const etag = asText(existing['eTag']);
  const givenEtag = ifMatch
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
  if (givenEtag !== '*' && givenEtag !== etag) {
    throw preconditionFailure(
      `The etag '${givenEtag}' does not match the etag '${etag ?? ''}' of the resource '${existing.id}'.`,
    );
  }
}

function preconditionFailure(message: string): Error {
  return armRefusal(412, 'PreconditionFailed', message);
}
