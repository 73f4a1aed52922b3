/// The tables of `MistakeTests`, one a file.
enum MistakeTable {}
