import { randomUUID } from 'node:crypto';

/** One thing that is wrong with a query, as Resource Graph reports it. */
export interface QueryErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly characterPositionInLine?: number;
  readonly token?: string;
  readonly expectedToken?: string;
}

/** The inside of ARM's `{"error":{...}}`. */
export interface ArmErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly QueryErrorDetail[];
}

/** A query failed that Resource Graph would refuse, or that is outside the subset; `runQuery` catches this error and no other. */
export class InvalidQuery extends Error {
  readonly detail: QueryErrorDetail;

  constructor(detail: QueryErrorDetail) {
    super(detail.message);
    this.detail = detail;
  }
}

/** Makes the failure for a text that is not a query. Shape as seen in https://github.com/Azure/aztfexport/issues/485 */
export function parserFailure(where: {
  line: number;
  column: number;
  token: string;
  expected?: string | undefined;
}): InvalidQuery {
  return new InvalidQuery({
    code: 'ParserFailure',
    message: 'ParserFailure',
    line: where.line,
    characterPositionInLine: where.column,
    token: where.token,
    ...(where.expected !== undefined && { expectedToken: where.expected }),
  });
}

/**
 * Makes the failure for an operator or function outside the subset. Shape as seen in
 * https://github.com/Azure/azure-powershell/issues/13762
 */
export function unsupportedFailure(token: string): InvalidQuery {
  const code = 'InvalidQueryLanguage';
  return new InvalidQuery({ code, message: code, line: -1, characterPositionInLine: -1, token });
}

/** Makes the failure for a name or type that does not fit; the code is the emulator's own, the texts are Kusto's. */
export function semanticError(message: string): InvalidQuery {
  return new InvalidQuery({ code: 'SemanticError', message });
}

/** Makes the error that Resource Graph answers with. */
export function invalidQueryBody(
  failure: InvalidQuery,
  support: { timestamp: string; correlationId: string },
): ArmErrorBody {
  const { timestamp, correlationId } = support;
  return {
    code: 'BadRequest',
    message: `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`,
    details: [
      {
        code: 'InvalidQuery',
        message:
          'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
      },
      failure.detail,
    ],
  };
}

/** Returns the details that ARM adds to an error about which it has nothing else to say. */
export function supportInfo(): { timestamp: string; correlationId: string } {
  return { timestamp: new Date().toISOString(), correlationId: randomUUID() };
}
