import { Buffer } from 'node:buffer';
import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import type { Json } from '../arm/worldFile.ts';
import type { ArmRequest, Emulation } from './armRequest.ts';

/** Answers one page of a list with the absolute link to the next; `$top` makes pages smaller. */
export function pageAnswer(request: ArmRequest, emulation: Emulation, items: readonly Json[]): ArmAnswer {
  const start = readStart(request.query.get('$skiptoken'));
  const top = Number(request.query.get('$top') ?? emulation.settings.pageSize);
  if (!Number.isInteger(top) || top < 1) {
    throw armRefusal(400, 'InvalidTopValue', `The value '${request.query.get('$top') ?? ''}' of $top is not valid.`);
  }
  const size = Math.min(top, emulation.settings.pageSize);
  const value = items.slice(start, start + size);
  if (start + size >= items.length) return { status: 200, body: { value } };
  const next = new URL(request.url);
  next.search = '';
  for (const [name, text] of request.url.searchParams) {
    if (name.toLowerCase() !== '$skiptoken') next.searchParams.append(name, text);
  }
  next.searchParams.append('$skiptoken', Buffer.from(String(start + size)).toString('base64url'));
  const nextLink = next.href.replaceAll('%24', '$').replace('$skiptoken=', '$skipToken=');
  return { status: 200, body: { value, nextLink } };
}

function readStart(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = Buffer.from(token, 'base64url').toString('utf8');
  if (!/^\d{1,9}$/.test(start)) throw armRefusal(400, 'InvalidSkipToken', 'The skip token is not valid.');
  return Number(start);
}
