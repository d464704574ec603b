import { RestError, type HttpClient } from '@azure/core-rest-pipeline';

const everyStatus = new Set([Number.POSITIVE_INFINITY]);

/**
 * Returns a client that makes text of an answer while it arrives. The SDK collects all bytes, joins them and makes the text
 * at the end: for a moment, a long list takes three times its size, and the process keeps most of that.
 */
export function readingAsItArrives(client: HttpClient): HttpClient {
  return {
    async sendRequest(request) {
      const { streamResponseStatusCodes: asked } = request;
      request.streamResponseStatusCodes = everyStatus;
      try {
        const response = await client.sendRequest(request);
        const { readableStreamBody: body } = response;
        if (body === undefined) return response;
        response.bodyAsText = await textOf(body);
        delete response.readableStreamBody;
        return response;
      } finally {
        if (asked === undefined) delete request.streamResponseStatusCodes;
        else request.streamResponseStatusCodes = asked;
      }
    },
  };
}

/** Rejects as the SDK does, so that a read whose answer broke off is repeated. */
async function textOf(body: NodeJS.ReadableStream): Promise<string> {
  const parts: string[] = [];
  try {
    for await (const part of body.setEncoding('utf8')) parts.push(String(part));
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'AbortError') throw error;
    throw new RestError(`Error reading response as text: ${error.message}`, { code: RestError.PARSE_ERROR });
  }
  return parts.join('');
}
