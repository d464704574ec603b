import { randomUUID } from 'node:crypto';
import { beyondText } from '../../arm/limits.ts';

/** One thing that is wrong with a query, as Resource Graph reports it. */
export interface QueryErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly characterPositionInLine?: number;
  readonly token?: string;
  readonly expectedToken?: string;
}

/** The contents of ARM's `{"error":{...}}`. */
export interface ArmErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly QueryErrorDetail[];
}

/** A query that Resource Graph would refuse, or that is outside the subset; `runQuery` catches this error and no other. */
export class InvalidQuery extends Error {
  readonly detail: QueryErrorDetail;
  /** The part of the query that the emulator lacks although Resource Graph may have it. */
  readonly beyond: string | undefined;

  constructor(detail: QueryErrorDetail, beyond?: string) {
    super(detail.message);
    this.detail = detail;
    this.beyond = beyond;
  }
}

/**
 * Words and signs of the Kusto query language that the subset lacks.
 * Source: https://learn.microsoft.com/kusto/query/tabular-operators, .../datatypes-string-operators,
 * .../numerical-operators
 */
const ofKusto = new Set(
  (
    'as consume distinct evaluate extend facet find fork getschema invoke join lookup macro-expand make-graph make-series mv-apply ' +
    'mv-expand mvexpand parse parse-kv parse-where partition print project-away project-keep project-rename project-reorder range ' +
    'reduce render sample sample-distinct scan search serialize top top-hitters top-nested union datatable externaldata let set ' +
    'has !has has_cs !has_cs hasprefix !hasprefix hasprefix_cs !hasprefix_cs hassuffix !hassuffix hassuffix_cs !hassuffix_cs ' +
    'contains_cs !contains_cs startswith_cs !startswith_cs endswith_cs !endswith_cs has_any has_all matches ' +
    'nulls * / % ..'
  ).split(' '),
);

function beyondLanguage(token: string): string | undefined {
  const isOfKusto = ofKusto.has(token) || /^\d+(\.\d+)?[a-z]+$/.test(token);
  return isOfKusto ? `does not have '${token}' of the query language` : undefined;
}

/** Makes the failure for a text that is not a query. Shape as seen in https://github.com/Azure/aztfexport/issues/485 */
export function parserFailure(position: {
  line: number;
  column: number;
  token: string;
  expected?: string | undefined;
}): InvalidQuery {
  const detail = {
    code: 'ParserFailure',
    message: 'ParserFailure',
    line: position.line,
    characterPositionInLine: position.column,
    token: position.token,
    ...(position.expected !== undefined && { expectedToken: position.expected }),
  };
  return new InvalidQuery(detail, beyondLanguage(position.token));
}

/**
 * Makes the failure for an operator or function outside the subset. Shape as seen in
 * https://github.com/Azure/azure-powershell/issues/13762
 */
export function unsupportedFailure(tokenKind: 'operator' | 'function', token: string): InvalidQuery {
  const code = 'InvalidQueryLanguage';
  const beyond =
    tokenKind === 'function' ? `does not have the function '${token}' of the query language` : beyondLanguage(token);
  return new InvalidQuery({ code, message: code, line: -1, characterPositionInLine: -1, token }, beyond);
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
  const { beyond, detail } = failure;
  const supportText = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  const invalid =
    'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.';
  return {
    code: 'BadRequest',
    message: beyond === undefined ? supportText : beyondText(beyond),
    details: [{ code: 'InvalidQuery', message: beyond === undefined ? invalid : beyondText(beyond) }, detail],
  };
}

/** Returns the details that ARM adds to an error without any other information. */
export function supportInfo(): { timestamp: string; correlationId: string } {
  return { timestamp: new Date().toISOString(), correlationId: randomUUID() };
}
