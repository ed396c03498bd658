import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** The data folder's full path, made when it is not there, and closed to other users. */
export async function openDataFolder(path: string): Promise<string> {
  const folder = resolve(path)
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700).catch(() => {})
  return folder
}

/** The secret that signs staff sessions: made once, kept in the data folder, the same after every start. */
export async function ownSecret(dataDir: string): Promise<string> {
  const path = resolve(dataDir, 'auth-secret')
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(randomBytes(48).toString('base64url'))
    await file.sync()
    await file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < 32) throw new Error(`${path} holds no secret: remove it and start again`)
  return secret
}
