import Formats
import Values

/// Encodes answers.
enum ResponseWriter {
    /// Asks the client to send the body.
    static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Encodes an answer.
    ///
    /// - Parameters:
    ///   - response: the answer.
    ///   - date: the time of day in HTTP's format.
    ///   - keepsAlive: whether the connection stays open.
    ///   - minorVersion: of the request: a client of HTTP/1.0 needs `Connection: keep-alive`.
    ///   - omitsBody: whether the request was HEAD.
    /// - Returns: the bytes.
    static func bytes(
        of response: HTTPResponse, date: String, keepsAlive: Bool, minorVersion: Int = 1, omitsBody: Bool = false
    ) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) \(reason(response.status))\r\nDate: \(date)\r\n"
        for field in response.fields.fields { head += "\(field.name): \(field.value)\r\n" }
        head += "Content-Length: \(response.body.count)\r\n"
        if !keepsAlive {
            head += "Connection: close\r\n"
        } else if minorVersion == 0 {
            head += "Connection: keep-alive\r\n"
        }
        head += "\r\n"
        var bytes = Array(head.utf8)
        if !omitsBody { bytes += response.body }
        return bytes
    }

    /// HTTP's format of a moment (RFC 9110 §5.6.7): `Mon, 23 Nov 2026 20:54:01 GMT`.
    static func date(_ moment: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = moment.rfc3339  // 2026-11-23T20:54:01.250Z
        let day = days[Int(moment.milliseconds / 86_400_000 % 7 + 7) % 7]
        let month = months[(Int(text.dropFirst(5).prefix(2)) ?? 1) - 1]
        return "\(day), \(text.dropFirst(8).prefix(2)) \(month) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) GMT"
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 202: "Accepted"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status \(status)"
        }
    }
}
