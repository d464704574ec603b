import { RestError, createPipelineRequest, type Agent } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { asIdentityError, errorOf, isLost, operationError } from '../../../src/azure/arm/armErrors.ts';
import { describeFailure, IdentityError } from '../../../src/errors.ts';

describe("an answer's error", () => {
  it("keeps everything that ARM's envelope says", () => {
    const body = {
      error: {
        code: 'InvalidParameter',
        message: 'Wrong.',
        target: 'identity',
        details: [{ code: 'Inner', message: 'Why.', target: 'x', more: 1 }, 'odd', {}],
      },
    };
    const headers = { 'x-ms-correlation-request-id': 'abc', 'retry-after': '9' };
    expect(errorOf({ status: 400, headers, body }).failure).toEqual({
      code: 'unexpected',
      message: 'Wrong.',
      armCode: 'InvalidParameter',
      target: 'identity',
      details: [{ code: 'Inner', message: 'Why.', target: 'x' }],
      status: 400,
      correlationId: 'abc',
      retryAfter: 9,
    });
  });

  it("reads AKS's flat form", () => {
    const body = {
      code: 'CustomKubeletIdentityMissingPermissionError',
      details: null,
      message: 'Grant it.',
      subcode: '',
    };
    expect(errorOf({ status: 400, body }).failure).toMatchObject({
      code: 'unexpected',
      armCode: 'CustomKubeletIdentityMissingPermissionError',
      message: 'Grant it.',
    });
  });

  it.each([
    [401, undefined, 'signedOut'],
    [401, 'InvalidAuthenticationTokenTenant', 'forbidden'],
    [403, 'AuthorizationFailed', 'forbidden'],
    [404, 'ResourceNotFound', 'notFound'],
    [409, 'OperationNotAllowed', 'conflict'],
    [409, 'MissingSubscriptionRegistration', 'unexpected'],
    [412, 'PreconditionFailed', 'conflict'],
    [403, 'constructor', 'forbidden'],
    [429, 'Throttled', 'throttled'],
    [429, 'FailedIdentityOperation', 'unexpected'],
    [500, undefined, 'unexpected'],
  ])('an answer with status %s and code %s is the failure %s', (status, code, expected) => {
    const body = code === undefined ? {} : { error: { code, message: 'x' } };
    expect(errorOf({ status, body }).code).toBe(expected);
  });

  it('has a sentence where the answer has none', () => {
    expect(errorOf({ status: 502, body: undefined }).message).toBe('Azure answered with status 502.');
  });
});

describe('what was thrown', () => {
  const request = createPipelineRequest({ url: 'https://management.azure.com/' });

  it('is left alone where it is ours', () => {
    const own = new IdentityError({ code: 'refused', message: 'No.' });
    expect(asIdentityError(own)).toBe(own);
  });

  it('is cancelled for an abort', () => {
    expect(asIdentityError(Object.assign(new Error('x'), { name: 'AbortError' })).code).toBe('cancelled');
  });

  it.each(['AuthenticationRequiredError', 'CredentialUnavailableError', 'AuthenticationError'])(
    'is signedOut for %s',
    (name) => {
      expect(asIdentityError(Object.assign(new Error('No account.'), { name })).failure).toEqual({
        code: 'signedOut',
        message: 'No account.',
      });
    },
  );

  it('says that there was no answer for a broken connection, which counts as lost', () => {
    const broken = asIdentityError(
      new RestError('getaddrinfo ENOTFOUND management.azure.com', { code: 'ENOTFOUND', request }),
    );
    expect(broken.failure).toMatchObject({
      message: 'No answer from Azure (address not found)',
      details: [{ message: 'getaddrinfo ENOTFOUND management.azure.com' }],
    });
    expect(describeFailure(broken.failure)).toBe(
      'No answer from Azure (address not found). Check your connection, VPN or proxy, then try again.',
    );
    expect(isLost(broken)).toBe(true);
  });

  it('names the proxy through which there was no answer, without its password', () => {
    const agent = { proxy: new URL('http://ada:s3cr3t@proxy.example:8080') } as unknown as Agent;
    const proxied = { ...request, agent };
    const broken = new RestError('connect ECONNREFUSED', { code: 'ECONNREFUSED', request: proxied });
    expect(asIdentityError(broken).message).toBe(
      'No answer from Azure through the proxy proxy.example:8080 (connection refused)',
    );
  });

  it('says that an answer is not JSON, which is no lost answer', () => {
    const odd = asIdentityError(new RestError('Unexpected token <', { code: 'PARSE_ERROR', request }));
    expect(odd.message).toContain('not JSON');
    expect(isLost(odd)).toBe(false);
  });

  it.each([401, 403, 404, 407, 502])(
    'says of a web page with status %i what to do, and nothing about the rights of the account',
    (status) => {
      const { failure } = errorOf({ status, body: '<!DOCTYPE html><p>Blocked by policy</p>' });
      expect(failure).toMatchObject({ code: 'unexpected', status });
      expect(describeFailure(failure)).toBe(failure.message);
      expect(failure.message).toMatch(
        new RegExp(
          `^A web page came back instead of an answer from Azure \\(status ${status}\\)\\. .*proxy.*try again\\.$`,
        ),
      );
      expect(failure.message.includes('gateway of Azure')).toBe(status >= 500);
    },
  );

  it('is a lost request for a server error, and none for what ARM refused', () => {
    expect(isLost(errorOf({ status: 503, body: {} }))).toBe(true);
    expect(isLost(errorOf({ status: 409, body: {} }))).toBe(false);
  });
});

it("an operation's end keeps code and message, and has a sentence without them", () => {
  expect(operationError({ error: { code: 'LinkedAuthorizationFailed', message: 'No.' } }, 'Failed').code).toBe(
    'forbidden',
  );
  expect(operationError({ status: 'Failed' }, 'Failed').message).toContain('ended with status Failed');
});
