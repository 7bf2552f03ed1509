import { expect, test } from 'vitest'
import { CredentialsRejectedError, RejectedError, UnavailableError } from '../../core/errors.ts'
import { sendEach } from '../../destinations/send-each.ts'

function outcomes(...errors: (Error | null)[]) {
  return sendEach([...errors.keys()], async (index) => {
    const error = errors[index]
    if (error) throw error
  })
}

const rejected = new RejectedError('http_400', 'refused', 400)
const away = new UnavailableError('timeout', 'silent')
const credentials = new CredentialsRejectedError('http_401', 'refused', 401)
const withdrawn = new Error('withdrawn')

test('all sent is no failure', async () => {
  expect(await outcomes(null, null)).toEqual({ failed: [] })
})

test('some failed are named by index with their own error', async () => {
  expect(await outcomes(rejected, null, away)).toEqual({
    failed: [
      { index: 0, error: rejected },
      { index: 2, error: away },
    ],
  })
})

test('refused credentials of every request are thrown for the batch, so that the destination pauses', async () => {
  await expect(outcomes(credentials, credentials)).rejects.toBe(credentials)
})

test('refused credentials beside a success stay with their request', async () => {
  expect(await outcomes(null, credentials)).toEqual({ failed: [{ index: 1, error: credentials }] })
})

test('a check that stopped everything is thrown as it is', async () => {
  await expect(outcomes(withdrawn, withdrawn)).rejects.toBe(withdrawn)
})

test('a check that stopped the rest never hides what was sent', async () => {
  const { failed } = await outcomes(null, withdrawn)
  expect(failed).toMatchObject([{ index: 1, error: { name: 'UnavailableError', code: 'not_sent' } }])
})

test('a check that stopped some never sends a silent one again at once: it may have arrived', async () => {
  const { failed } = await outcomes(away, withdrawn)
  expect(failed.map(({ error }) => error.code)).toEqual(['timeout', 'not_sent'])
})
