/// Finds single values in JSON text without building a tree: for text whose sender is not known yet.
///
/// It takes one pass and no memory for what it skips, so a megabyte of brackets costs a millisecond. It does not check the
/// rest of the text: read the whole with ``JSONReader`` before anything else of it is used. Names match as they are written,
/// so a name that is spelled with escapes is not found. Where the reader accepts the text, both see the same value, because
/// the reader refuses a name that occurs twice.
package struct JSONScanner: ~Copyable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes
        position = bytes.startIndex + (bytes.starts(with: mark) ? mark.count : 0)
    }

    /// The text of a value.
    ///
    /// - Parameters:
    ///   - path: where the value is.
    ///   - bytes: JSON text, UTF-8.
    /// - Returns: the bytes of the value; nil if the path leads nowhere, or the text before its end is not JSON.
    package static func text(at path: FieldPath, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var scanner = JSONScanner(bytes)
        guard scanner.move(to: path) else { return nil }
        let start = scanner.position
        return scanner.skipValue() ? bytes[start..<scanner.position] : nil
    }

    /// A string, number or Boolean.
    ///
    /// - Parameters:
    ///   - path: where the value is.
    ///   - bytes: JSON text, UTF-8.
    /// - Returns: the value; nil also for null, objects and arrays.
    package static func scalar(at path: FieldPath, in bytes: ArraySlice<UInt8>) -> JSONValue? {
        guard let text = text(at: path, in: bytes), let first = text.first, first != .openingBrace,
            first != .openingBracket, let value = try? JSONReader.value(in: Array(text)), value != .null
        else { return nil }
        return value
    }

    /// Whether an array is longer than a limit.
    ///
    /// - Parameters:
    ///   - limit: how many items it may have.
    ///   - path: where the array is.
    ///   - bytes: JSON text, UTF-8.
    /// - Returns: true if there is an array with more items; nothing after these is looked at.
    package static func hasMoreItems(than limit: Int, at path: FieldPath, in bytes: ArraySlice<UInt8>) -> Bool {
        var scanner = JSONScanner(bytes)
        return scanner.move(to: path) && scanner.moveToItem(limit)
    }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func move(to path: FieldPath) -> Bool {
        skipSpace()
        for step in path.steps {
            let isFound =
                switch step {
                case .member(let name): moveToMember(name)
                case .item(let index): moveToItem(index)
                }
            guard isFound else { return false }
        }
        return true
    }

    private mutating func moveToMember(_ name: String) -> Bool {
        guard skip(.openingBrace) else { return false }
        repeat {
            skipSpace()
            let start = position + 1
            guard skipString() else { return false }
            let found = bytes[start..<(position - 1)]
            skipSpace()
            guard skip(.colon) else { return false }
            skipSpace()
            if found.elementsEqual(name.utf8) { return true }
            guard skipValue() else { return false }
            skipSpace()
        } while skip(.comma)
        return false
    }

    private mutating func moveToItem(_ index: Int) -> Bool {
        guard skip(.openingBracket) else { return false }
        skipSpace()
        guard next != .closingBracket else { return false }
        for _ in 0..<index {
            guard skipValue() else { return false }
            skipSpace()
            guard skip(.comma) else { return false }
            skipSpace()
        }
        return true
    }

    private mutating func skipValue() -> Bool {
        switch next {
        case .quote: skipString()
        case .openingBrace, .openingBracket: skipContainer()
        default: skipWord()
        }
    }

    private mutating func skipString() -> Bool {
        guard skip(.quote) else { return false }
        while let byte = next {
            position += 1
            if byte == .quote { return true }
            if byte == .backslash, next != nil { position += 1 }
        }
        return false
    }

    /// An object or an array with all that is in it. Which bracket closes which is left to the reader.
    private mutating func skipContainer() -> Bool {
        var depth = 0
        while let byte = next {
            switch byte {
            case .quote:
                guard skipString() else { return false }
                continue
            case .openingBrace, .openingBracket: depth += 1
            case .closingBrace, .closingBracket: depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return true }
            guard depth <= JSONReader.maximumDepth else { return false }
        }
        return false
    }

    /// A number, `true`, `false` or `null`.
    private mutating func skipWord() -> Bool {
        let start = position
        while let byte = next, byte > 0x20, byte != .comma, byte != .closingBrace, byte != .closingBracket {
            position += 1
        }
        return position > start
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let openingBrace = UInt8(ascii: "{")
    fileprivate static let closingBrace = UInt8(ascii: "}")
    fileprivate static let openingBracket = UInt8(ascii: "[")
    fileprivate static let closingBracket = UInt8(ascii: "]")
}
