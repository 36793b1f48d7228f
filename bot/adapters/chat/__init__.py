"""What chat platforms share: from a question, command or button to what is said in return."""
