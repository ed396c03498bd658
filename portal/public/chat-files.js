/**
 * Sends files as one message, with how far it is. A file cannot outlive the page, so a failed sending offers to
 * go again rather than promising it.
 */
export function createUploads(address, { largest, words, newId, view }) {
  const held = new Map()

  function send(files) {
    const small = files.filter((file) => file.size <= largest)
    for (const { name } of files.filter((file) => file.size > largest)) {
      const id = newId()
      view.show({ id, from: 'me', sent: [name] })
      view.mark(id, 'failed', words.large.replace('{{name}}', name))
    }
    if (small.length === 0) return
    const id = newId()
    held.set(id, small)
    view.show({ id, from: 'me', sent: small.map(({ name }) => name) })
    upload(id)
  }

  function upload(id) {
    const form = new FormData()
    form.set('id', id)
    for (const file of held.get(id)) form.append('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.round((loaded / total) * 100)
      view.mark(id, 'sending', words.uploading.replace('{{percent}}', percent))
    }
    request.onload = () => {
      if (request.status === 202) {
        held.delete(id)
        view.mark(id, 'sent')
        return
      }
      const final = request.status < 500 && request.status !== 429
      view.mark(id, 'failed', sentence(request), final ? ['discard'] : ['retry', 'discard'])
    }
    request.onerror = () => view.mark(id, 'failed', words.failed, ['retry', 'discard'])
    view.mark(id, 'sending')
    request.send(form)
  }

  function sentence(request) {
    try {
      return JSON.parse(request.responseText).error
    } catch {
      return words.failed
    }
  }

  return { send, upload, has: (id) => held.has(id), drop: (id) => held.delete(id) }
}
