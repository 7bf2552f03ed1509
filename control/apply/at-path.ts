import { UserError } from '../../core/errors.ts'
import { type Path, PathError } from './env-placeholders.ts'

/** A verb names the field; the file's reader needs the place of the part, too. */
export async function atPath<T>(path: Path, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof UserError ? placed(error, path) : error
  }
}

function placed(error: UserError, path: Path): UserError {
  // A conflict is not the file's fault: it is retried as it is.
  if (error instanceof PathError || error.code === 'version_conflict') return error
  const field = error.path === null ? [] : error.path.split('.')
  return new PathError(error.code, withoutPrefix(error), [...path, ...field])
}

function withoutPrefix({ message, path }: UserError): string {
  const prefix = `${path}: `
  return path !== null && message.startsWith(prefix) ? message.slice(prefix.length) : message
}
