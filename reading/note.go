package reading

// NoteTexts lists the codes of notes that are no codes of errors, each with the sentence that explains it. It is the only
// place where they are explained.
func NoteTexts() [][2]string { return noteTexts }

var noteTexts = [][2]string{
	{NoteKeyTwice, "a key stands twice in one map; the later one holds"},
	{NoteInert, "a key has no effect here"},
	{NoteDroppedKey, "the framework drops the key without a word: a violation"},
	{NoteRefused, "the framework refuses what is written: a violation"},
	{NotePlaceholder, "a value stands there to be replaced"},
	{NoteDisagree, "two places say different things of one"},
	{NoteNeedsEnv, "a value is that of a variable that is not set: state it with --env"},
	{NoteUndecided, "a value depends on a test that cannot be decided: both values are named"},
	{NoteUnknown, "a value comes of a program, or of a resolver that is not read"},
	{NoteLeaves, "a file that is named lies outside of the folder, and is not followed"},
	{NoteElastic, "the number of nodes is a range; the larger one is read"},
	{NoteHint, "a world that is suggested"},
	{NoteVersion, "only some versions of the framework read such a file"},
	{NoteNotUnderstood, "a key that is not known, where what reads the file refuses such keys, or one that is known is close"},
	{NoteLost, "flags stand as a command of their own, and do not reach the program before them: a violation"},
	{"pp.no_pipeline_block", "NeMo Automodel refuses a pipeline without its section"},
}
