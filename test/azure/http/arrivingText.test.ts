import { Readable } from 'node:stream';
import { createHttpHeaders, createPipelineRequest, isRestError, type HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { readingAsItArrives } from '../../../src/azure/http/arrivingText.ts';

const request = () => createPipelineRequest({ url: 'https://management.azure.com/subscriptions' });

/** A client whose answers have this body, as a stream only if one is asked for. */
const answering = (body: () => Readable): HttpClient => ({
  sendRequest: (asked) => {
    const isStreamed = asked.streamResponseStatusCodes?.has(Number.POSITIVE_INFINITY) === true;
    const answer = { request: asked, status: 200, headers: createHttpHeaders() };
    return Promise.resolve({ ...answer, ...(isStreamed ? { readableStreamBody: body() } : { bodyAsText: 'whole' }) });
  },
});

describe('an answer that is read while it arrives', () => {
  it('has the same text, wherever its bytes were cut', async () => {
    const text = '{"name":"Zürich 日本 🦊"}';
    const single = (): Readable => Readable.from([...Buffer.from(text)].map((byte) => Buffer.from([byte])));
    const response = await readingAsItArrives(answering(single)).sendRequest(request());
    expect(response.bodyAsText).toBe(text);
    expect(response.readableStreamBody).toBeUndefined();
  });

  it('leaves a request as it was, because a retry sends it again and others parse what is no stream', async () => {
    const sent = request();
    await readingAsItArrives(answering(() => Readable.from([]))).sendRequest(sent);
    expect('streamResponseStatusCodes' in sent && sent.streamResponseStatusCodes !== undefined).toBe(false);
    const asked = new Set<number>();
    sent.streamResponseStatusCodes = asked;
    await readingAsItArrives(answering(() => Readable.from([]))).sendRequest(sent);
    expect(sent.streamResponseStatusCodes).toBe(asked);
  });

  it('that breaks off ends as a lost connection does, so that a read is repeated', async () => {
    const broken = (): Readable =>
      Readable.from(
        (function* () {
          yield Buffer.from('{"value":[');
          throw new Error('aborted');
        })(),
      );
    const failed = await readingAsItArrives(answering(broken))
      .sendRequest(request())
      .catch((error: unknown) => error);
    expect(isRestError(failed) && [failed.code, failed.response]).toEqual(['PARSE_ERROR', undefined]);
  });

  it('that was stopped ends as stopped', async () => {
    const stopped = (): Readable =>
      new Readable({
        read() {
          this.destroy(Object.assign(new Error('stopped'), { name: 'AbortError' }));
        },
      });
    await expect(readingAsItArrives(answering(stopped)).sendRequest(request())).rejects.toThrow('stopped');
  });
});
