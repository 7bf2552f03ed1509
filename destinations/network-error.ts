import { DeliveryError, InvalidSettingsError, UnavailableError } from '../core/errors.ts'

/**
 * A failure without an answer, in our words: the system's own text names the address a host resolved to and may quote
 * a header, so only its code is read.
 */
export function networkError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const code = codeOf(error)
  if (code === 'UND_ERR_INVALID_ARG')
    return new InvalidSettingsError('invalid_request', 'the settings make no valid HTTP request')
  const known = kinds.find(({ codes }) => codes.test(code))
  return known === undefined
    ? new UnavailableError('network', 'the connection to the vendor failed')
    : new UnavailableError(known.code, known.message)
}

const kinds = [
  { codes: /^ECONNREFUSED$/, code: 'connection_refused', message: 'the vendor refused the connection' },
  { codes: /^(ETIMEDOUT|UND_ERR_.*TIMEOUT)$/, code: 'timeout', message: 'the vendor did not answer in time' },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    code: 'reset',
    message: 'the connection was closed before an answer',
  },
  { codes: /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, code: 'dns', message: 'the name of the vendor was not found' },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    code: 'unreachable',
    message: 'there is no way to the vendor',
  },
  { codes: /CERT|^ERR_(TLS|SSL)|^EPROTO$|SIGNATURE/, code: 'tls', message: 'the TLS connection to the vendor failed' },
  {
    codes: /^HPE_|^HTTPParserError$|^UND_ERR_(HEADERS_OVERFLOW|RES_|RESPONSE)/,
    code: 'garbled',
    message: 'the answer is no HTTP',
  },
] as const

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  // Several addresses were tried: they usually failed alike.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
